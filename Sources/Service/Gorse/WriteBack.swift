internal import Interest
internal import Recommending
internal import Wire

/// Notes in the log that items were shown, as Gorse's `write-back-type` asks for it.
///
/// A behavior like any other: its type needs a gain in the settings (of 0, if having been shown
/// must not count as interest), and what it is about has been seen from then on.
struct WriteBack: Sendable {
    /// What a query asks to be noted.
    struct Choice: Sendable {
        let action: Action
        /// So long after the answer.
        let delay: Interval
    }

    /// A length of time as Go spells it.
    fileprivate static let goDuration =
        #"^(([0-9]+\.?[0-9]*|\.[0-9]+)(h|m|s|ms|us|µs|ns))*0?$"#

    let behaviors: any BehaviorRepository
    let settings: any SettingsRepository
    let now: @Sendable () -> Timestamp

    /// Notes that these items were shown to `user`.
    func note(_ items: [ItemID], shownTo user: UserID, by choice: Choice) async throws {
        let now = now()
        let admission = Admission(gains: try await settings.settings().gains, now: now)
        let shown = items.map {
            Behavior(user: user, item: $0, action: choice.action, time: now + choice.delay)
        }
        for behavior in shown { try admission.check(behavior) }
        if !shown.isEmpty { _ = try await behaviors.append(shown) }
    }
}

extension Query {
    /// What is to be noted; nil where nothing is.
    mutating func writeBack() throws -> WriteBack.Choice? {
        let type = try text(
            "write-back-type",
            "A feedback type by which it is noted that the user was shown what comes.")
        let given = try text(
            "write-back-delay", as: .text(pattern: WriteBack.goDuration),
            "When it counts as interest, after the answer: 1h30m. It counts as seen at once.")
        guard let delay = Interval(goDuration: given ?? "0") else {
            throw Failure.badRequest(
                "write-back-delay must be a length of time such as 1h30m, not "
                    + "\"\((given ?? "").prefix(40))\"")
        }
        return try type.map { WriteBack.Choice(action: try Action($0), delay: delay) }
    }
}

extension Interval {
    /// Reads Go's spelling: numbers with `h m s ms us ns` behind each (`1h30m`, `0h0m0s`, `1.5h`),
    /// or `0`. Nil for anything else, and beyond a year.
    init?(goDuration text: String) {
        var milliseconds = 0.0
        var rest = text[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty, rest != "0" {
            let number = rest.prefix { "0123456789.".contains($0) }
            rest = rest[number.endIndex...]
            let unit = rest.prefix { !"0123456789.".contains($0) }
            rest = rest[unit.endIndex...]
            guard let count = Double(number), let factor = Self.goUnits[String(unit)] else {
                return nil
            }
            milliseconds += count * factor
        }
        guard 0...3.2e10 ~= milliseconds else { return nil }
        self.init(milliseconds: Int64(milliseconds.rounded()))
    }

    private static let goUnits: [String: Double] = [
        "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1, "us": 0.001, "µs": 0.001, "ns": 1e-6,
    ]
}
