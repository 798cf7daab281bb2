/// How reads wait for each other and travel together.
public struct ReadLimits: Hashable, Sendable {
    /// How many workers fold at once for whom a read finds something pending: each is one lane of
    /// the store while it works. (One more asks for all; a second of those would take more from
    /// the company in which questions travel than it adds.)
    public var folders = 2
    /// How many users one round trip asks for at most.
    public var batchMax = 64
    /// How many reads may wait for one worker; one more is refused as busy.
    public var waitersMax = 1024
    /// How long a read may wait for its question to be asked, and then for the first turn of its
    /// fold.
    public var waitMax: Duration = .seconds(5)
    /// How many who come alone a worker answers before it lets others have its lane. (It also does
    /// after each batch of several.)
    public var turnsMax = 16
    /// How many steps of a fold a read waits for. A read of a user with more pending is then told
    /// to come back, while the fold goes on.
    public var stepsMax = 8
    /// How many users' folds of one worker go on with nobody waiting; the next one is broken off
    /// after its step, and goes on at its user's next read.
    public var unattendedMax = 64
    /// How many behaviors one transaction folds at most, and how many users.
    public var fold = FoldLimits()
    /// When a read writes back what it has folded.
    public var saveBack = SaveBack.always

    /// The standard limits.
    public init() {}
}
