/// What was spent on large models today, counted for all servers together.
///
/// Tokens are reserved before a call and settled after it, so that two servers that spend the last
/// of a budget at once cannot both succeed. A reservation belongs to the day on which it was made:
/// a call that runs over midnight is settled on the day before.
public protocol SpendingRepository: Sendable {
    /// Reserves tokens on a day unless that exceeds the limit; false where it does.
    func reserve(
        _ tokens: Int, of limit: Int, on day: SpendingDay
    ) async throws(RepositoryError) -> Bool

    /// Corrects a reservation to what the call cost.
    func settle(_ difference: Int, on day: SpendingDay) async throws(RepositoryError)

    /// The tokens of a day.
    func spent(on day: SpendingDay) async throws(RepositoryError) -> Int
}

/// A day in UTC.
public struct SpendingDay: Hashable, Sendable, CustomStringConvertible {
    /// Days since 1970.
    public let number: Int64

    /// The day of a moment.
    public init(_ time: Timestamp) {
        let day: Int64 = 86_400_000
        let milliseconds = time.milliseconds
        number = milliseconds >= 0 ? milliseconds / day : (milliseconds - day + 1) / day
    }

    /// The date: 2026-11-28.
    public var description: String {
        String(Timestamp(milliseconds: number * 86_400_000).description.prefix(10))
    }
}
