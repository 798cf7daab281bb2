/// A reading of both clocks: when it is, and how many behaviors the user has had by then.
public struct Moment: Hashable, Sendable {
    /// The clock of time.
    public var time: Timestamp
    /// The clock of activity: the user's behaviors up to and with the newest.
    public var activity: Int64

    /// Takes both readings.
    public init(time: Timestamp, activity: Int64) {
        self.time = time
        self.activity = activity
    }
}
