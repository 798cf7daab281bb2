internal import Foundation

/// A zone by its name in the IANA database, for times that have no offset of their own.
///
/// The hour that comes twice in autumn is taken the first time it comes; a time in the hour that
/// spring leaves out is taken as if the clocks had not been put forward yet.
public struct LocalZone: Hashable, Sendable {
    /// The name: `Europe/Berlin`.
    public let name: String
    private let zone: TimeZone

    /// Nil for a name that this system does not know.
    public init?(_ name: String) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        self.name = name
        self.zone = zone
    }

    /// Milliseconds since 1970 (UTC), when a clock of the zone shows `local`.
    func universal(_ local: Int64) -> Int64 {
        let day: Int64 = 86_400_000
        let earlier = offset(at: local - day)
        for offset in [earlier, offset(at: local + day)]
        where self.offset(at: local - offset) == offset {
            return local - offset
        }
        return local - earlier
    }

    private func offset(at milliseconds: Int64) -> Int64 {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        return Int64(zone.secondsFromGMT(for: date)) * 1000
    }
}
