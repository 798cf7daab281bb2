public import Interest

/// What a fold of everything pending has done.
public struct FoldReport: Hashable, Sendable {
    /// How many failures are kept; all are counted.
    public static let failuresKept = 20

    /// Users who had something pending, and have no more.
    public var users = 0
    /// Behaviors taken in.
    public var behaviors = 0
    /// Transactions that did it.
    public var transactions = 0
    /// Users of whom something stays pending, because they cannot be folded.
    public private(set) var failed = 0
    /// The first of them, in the order in which they failed.
    public private(set) var failures: [FoldFailure] = []

    /// Nothing yet, or what is given.
    public init(users: Int = 0, behaviors: Int = 0, transactions: Int = 0) {
        self.users = users
        self.behaviors = behaviors
        self.transactions = transactions
    }

    mutating func add(_ other: FoldReport) {
        users += other.users
        behaviors += other.behaviors
        transactions += other.transactions
        failed += other.failed
        failures += other.failures.prefix(Self.failuresKept - failures.count)
    }

    /// One of its users could not be folded.
    mutating func note(_ failure: FoldFailure) {
        users -= 1
        failed += 1
        if failures.count < Self.failuresKept { failures.append(failure) }
    }
}

/// A user who cannot be folded.
public struct FoldFailure: Hashable, Sendable {
    /// Who.
    public let user: UserID
    /// Why, and what to do, in a sentence.
    public let message: String
}
