/// How much one transaction folds: bounds its time and memory, here and on the server.
public struct FoldLimits: Hashable, Sendable {
    /// The most users.
    public var usersMax = 500
    /// The most pending behaviours. A user who has more is folded in steps.
    public var behaviorsMax = 10_000

    /// The standard limits.
    public init() {}
}
