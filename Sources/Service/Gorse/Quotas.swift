internal import HTTPTypes
internal import Interest

/// How much the store may hold; what would go beyond is refused with 429, as Gorse does. 0 is no
/// limit.
public struct Quotas: Hashable, Sendable {
    /// The most users with a profile.
    public var users = 0
    /// The most items in the catalog.
    public var items = 0
    /// The most behaviors in the log.
    public var behaviors = 0

    /// No limits.
    public init() {}

    /// Throws where `more` beside what `count` says go beyond `limit`.
    static func check(
        _ more: Int, within limit: Int, of noun: String, _ count: () async throws -> Int
    ) async throws {
        guard limit > 0 else { return }
        let all = try await count() + more
        guard all <= limit else {
            throw Failure(
                status: .tooManyRequests,
                message: "\(noun) count exceeds limit (\(all) > \(limit))")
        }
    }
}
