public import Interest

/// A behavior as a model that serves learns from it.
public struct LiveBehavior: Hashable, Sendable {
    /// A salted hash of the user's id; nil: it is counted, and makes no pairs with other behaviors.
    let user: UInt64?
    /// The item.
    public let item: ItemID
    /// When it was done.
    public let time: Timestamp
    /// When it came into the log.
    public let arrival: Timestamp

    /// What it is worth.
    public let gain: Double

    /// Takes what is known; without an arrival it came when it was done. `salt` is that of the
    /// store whose training made the models that learn.
    public init(
        user: UserID? = nil, item: ItemID, time: Timestamp, arrival: Timestamp? = nil,
        gain: Double = 1, salt: UserSalt = .none
    ) {
        self.init(
            hash: user.map(salt.hash), item: item, time: time, arrival: arrival,
            gain: gain)
    }

    /// The same, by the hash of the user's id.
    init(
        hash: UInt64?, item: ItemID, time: Timestamp, arrival: Timestamp? = nil, gain: Double
    ) {
        user = hash
        self.gain = gain
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

extension LiveBehavior {
    /// Takes a behavior that is liked; nil for any other.
    init?(
        _ behavior: Behavior, by gains: Gains, salt: UserSalt = .none, arrival: Timestamp? = nil
    ) {
        let gain = gains.gain(of: behavior, since: nil)
        guard gain > 0, gain.isFinite else { return nil }
        self.init(
            user: behavior.user, item: behavior.item, time: behavior.time, arrival: arrival,
            gain: gain, salt: salt)
    }
}
