/// A behavior as it came into the log.
public struct Arrival: Hashable, Sendable {
    /// What was done.
    public var behavior: Behavior
    /// When it came, to the second and by the store's clock: later than it was done, by days where
    /// it was imported.
    public var time: Timestamp

    /// Takes both.
    public init(_ behavior: Behavior, at time: Timestamp) {
        self.behavior = behavior
        self.time = time
    }
}

/// A place in the order in which behaviors come into a log.
public enum ArrivalMark: Hashable, Sendable {
    /// Behind all that is there.
    case now
    /// Before all that came at this moment or later.
    case time(Timestamp)
    /// Where a log said that one may go on.
    case place(String)
}

/// What came into a log behind a mark, in the order in which it came.
public struct Arrivals: Hashable, Sendable {
    /// Each once, from all senders.
    public var arrivals: [Arrival]
    /// Behind the last of them: where to go on.
    public var mark: ArrivalMark

    /// Takes both.
    public init(_ arrivals: [Arrival], mark: ArrivalMark) {
        self.arrivals = arrivals
        self.mark = mark
    }
}
