public import Interest

/// A behavior as a model that serves learns from it.
public struct LiveBehavior: Hashable, Sendable {
    /// The item.
    public let item: ItemID
    /// When it was done.
    public let time: Timestamp
    /// When it came into the log.
    public let arrival: Timestamp

    /// Takes the three; nil: it came when it was done.
    public init(item: ItemID, time: Timestamp, arrival: Timestamp? = nil) {
        self.item = item
        self.time = time
        self.arrival = arrival ?? time
    }

    /// How far ahead of the store's clock a behavior's own may run before it is not believed.
    private static let skewMax = Interval.seconds(2)

    /// The moment at which it counts: when it was done, and no later than it came. A phone whose
    /// clock runs a day ahead must not age what everybody else does.
    var counted: Timestamp { time > arrival + Self.skewMax ? arrival : time }

    /// Whether a training on the log up to `time` cannot have met it.
    func isNews(since time: Timestamp) -> Bool { self.time > time || arrival > time }
}
