/// How reads wait for each other and travel together.
public struct ReadLimits: Hashable, Sendable {
    /// How many workers answer reads at once: each is one lane of the store while it works.
    ///
    /// Two, because few workers make large batches: on a busy server each further one takes more
    /// from the others' company than it adds.
    public var workers = 2
    /// How many users one round trip asks for at most.
    public var batchMax = 64
    /// How many reads may wait for one worker; one more is refused as busy.
    public var waitersMax = 1024
    /// How long a read may wait for its first turn.
    public var waitMax: Duration = .seconds(5)
    /// How many who come alone a worker answers before it lets others have its lane. (It also does
    /// after each batch of several.)
    public var turnsMax = 16
    /// How many behaviours one transaction folds at most, and how many users.
    public var fold = FoldLimits()
    /// When a read writes back what it has folded.
    public var saveBack = SaveBack.always

    /// The standard limits.
    public init() {}
}
