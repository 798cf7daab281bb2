public import Interest

// trending(i) = the share of item i in the decayed counts of what everybody does:
//
//     count(i, T) / Σ_j count(j, T)
//
// It goes on counting while it serves: every behavior that comes in moves the shares at once, of
// an item that training has not met, too.

/// What everybody turns to now: decayed counts, kept current. Serves strangers.
public struct Trending: Recommender {
    /// "trending".
    public static let name = "trending"
    static let version: UInt32 = 1

    /// How what is current is counted.
    public struct Parameters: Hashable, Sendable {
        /// After so long a behavior counts half.
        public var halfLife: Interval

        /// Takes the half-life.
        public init(halfLife: Interval = .days(1)) { self.halfLife = halfLife }

        func check() throws(ModelError) {
            try Self.check(halfLife, "the half-life of trending")
        }

        static func check(_ halfLife: Interval, _ name: String) throws(ModelError) {
            let allowed = ExponentialLaw.halfLives
            guard allowed ~= halfLife else {
                throw .parameter(
                    name, "\(allowed.lowerBound) to \(allowed.upperBound)", "\(halfLife)")
            }
        }
    }

    /// The items it knows, those that came since its training last.
    public let items: ItemIndex
    private let live: LiveTrends
    /// The shares that this copy serves.
    private let standing: Standing

    private init(items: ItemIndex, live: LiveTrends) {
        let present = live.present
        self.items = items.followed(by: present.newcomers)
        self.live = live
        standing = present.standing
    }

    /// Trends that no training has begun: what comes in is all that they know.
    static func untrained() -> Trending {
        let halfLife = Double(Parameters().halfLife.milliseconds)
        let counts = DecayedCounts(itemCount: 0, halfLife: halfLife, landmark: 0)
        return Trending(items: ItemIndex(ascending: []), live: LiveTrends([counts], factors: [1]))
    }

    /// Counts the log.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Trending {
        try parameters.trending.check()
        guard log.count > 0 else { throw .emptyLog }
        try control.check()
        let halfLife = Double(parameters.trending.halfLife.milliseconds)
        let counts = DecayedCounts(log, halfLife: halfLife)
        guard counts.sum > 0 else { throw .nothingLiked }
        control.report(name, 1, of: 1)
        return Trending(items: log.items, live: LiveTrends([counts], factors: [1]))
    }

    /// Its half-life.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        ["halfLife": parameters.trending.halfLife.description]
    }

    /// The model with the shares of this moment.
    public func present() -> Trending { Trending(items: items, live: live) }

    /// Yes: it goes on counting.
    public static var learns: Bool { true }

    /// Goes on counting.
    public func learn(_ behaviors: [LiveBehavior]) { live.learn(behaviors, in: items) }

    /// Adds every item's share, whatever the interests.
    public func score(_ readings: Readings, into scores: inout Scores) { scores.add(standing) }

    /// One part, the share.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        [Part(because: nil, weight: 1, similarity: standing[place])]
    }
}

extension Trending {
    /// Reads items and counts.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let items = try reader.items()
        let counts = try reader.counts(of: items)
        try reader.finish()
        self.init(items: items, live: LiveTrends([counts], factors: [1]))
    }

    /// Writes items and counts.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version, capacity: items.count * 40)
        writer.write(items)
        for counts in live.counts { writer.write(counts) }
        return writer.sealed()
    }
}
