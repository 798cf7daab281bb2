/// What a weight document keeps once, for all its interests together.
public struct Frame: Hashable, Sendable {
    /// How many behaviors are folded in: the document's clock of activity.
    public var activity: Int64
    /// The earliest time among them.
    public var oldest: Timestamp
    /// The latest time among them.
    public var newest: Timestamp
    /// The clock readings to which the stored numbers are scaled, one a component, in whole
    /// half-lives (forward decay's landmarks). What a law has no use for stays zero.
    public var landmarks: SIMD4<Int64>

    /// Puts one together, as the store reads it.
    public init(
        activity: Int64, oldest: Timestamp, newest: Timestamp, landmarks: SIMD4<Int64>
    ) {
        self.activity = activity
        self.oldest = oldest
        self.newest = newest
        self.landmarks = landmarks
    }

    /// The moment of the newest behavior.
    public var moment: Moment { Moment(time: newest, activity: activity) }
}
