/// How much one transaction folds: bounds its time and memory, here and on the server.
public struct FoldLimits: Hashable, Sendable {
    /// The most users.
    public var usersMax = 500
    /// The most pending behaviors. A user who has more is folded in steps.
    public var behaviorsMax = 10_000
    /// How many write conflicts reads put up with before their users are tried in halves, and a
    /// read of one user answers without saving. A live folder is done by then; of one that was
    /// killed the server keeps the users locked until it gives the transaction up.
    public var conflictsMax = 3
    /// How many times a fold of everything waits again, each time with all its patience, for a
    /// user who stays locked: longer than a server keeps the transaction of who was killed.
    public var lockedWaitsMax = 6

    /// The standard limits.
    public init() {}
}
