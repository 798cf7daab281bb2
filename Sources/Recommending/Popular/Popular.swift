public import Interest

// popular(i) = Σ g(b) · 2^(-(T - t_b) / h) over the behaviors b on item i
//
// T is the newest behavior: any other moment would multiply all scores by the same factor, and so
// far from the log that everything fades to zero there would be no ranking left. It goes on
// counting while it serves.

/// What everybody likes now: decayed counts, kept current. Serves strangers, and fills up where a
/// user's own interests lead to too little.
public struct Popular: Recommender {
    /// "popular".
    public static let name = "popular"
    static let version: UInt32 = 2

    /// How popularity is counted.
    public struct Parameters: Hashable, Sendable {
        /// After so long a behavior counts half; nil: popularity never fades.
        public var halfLife: Interval?
        /// What a behavior counts.
        public var weighting: Weighting

        /// Takes both.
        public init(halfLife: Interval? = .days(7), weighting: Weighting = .presence) {
            self.halfLife = halfLife
            self.weighting = weighting
        }
    }

    /// The items it knows, those that came since its training last.
    public let items: ItemIndex
    private let live: LiveTrends
    private let weighting: Weighting
    /// The counts that this copy serves.
    private let standing: Standing

    private init(items: ItemIndex, live: LiveTrends, weighting: Weighting) {
        let present = live.present
        self.items = items.followed(by: present.newcomers)
        self.live = live
        self.weighting = weighting
        standing = present.standing
    }

    private init(items: ItemIndex, counts: DecayedCounts, weighting: Weighting) {
        self.init(
            items: items, live: LiveTrends([counts], factors: [1], reading: .counts),
            weighting: weighting)
    }

    /// How popular an item is; zero for one that nobody met.
    public func popularity(of item: ItemID) -> Double {
        items.place(of: item).map { standing[$0] } ?? 0
    }

    /// Counts the log.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Popular {
        let parameters = parameters.popular
        if let halfLife = parameters.halfLife, !(ExponentialLaw.halfLives ~= halfLife) {
            let allowed = ExponentialLaw.halfLives
            throw .parameter(
                "the half-life of popular", "\(allowed.lowerBound) to \(allowed.upperBound)",
                "\(halfLife)")
        }
        guard log.count > 0 else { throw .emptyLog }
        try control.check()
        let counts = DecayedCounts(
            log, halfLife: parameters.halfLife.map { Double($0.milliseconds) } ?? .infinity,
            weighting: parameters.weighting)
        guard counts.sum > 0 else { throw .nothingLiked }
        control.report(name, 1, of: 1)
        return Popular(items: log.items, counts: counts, weighting: parameters.weighting)
    }

    /// Its half-life and weighting.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        let parameters = parameters.popular
        return [
            "halfLife": parameters.halfLife.map(\.description) ?? "none",
            "weighting": parameters.weighting.rawValue,
        ]
    }

    /// The model with the counts of this moment.
    public func present() -> Popular { Popular(items: items, live: live, weighting: weighting) }

    /// Yes: it goes on counting.
    public static var learns: Bool { true }

    /// Goes on counting.
    public func learn(_ behaviors: [LiveBehavior]) {
        live.learn(behaviors, in: items, weighting: weighting)
    }

    /// Adds every item's popularity, whatever the interests.
    public func score(_ readings: Readings, into scores: inout Scores) { scores.add(standing) }

    /// One part, the popularity.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        [Part(because: nil, weight: 1, similarity: standing[place])]
    }
}

extension Popular {
    /// Reads items and counts.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let items = try reader.items()
        guard let weighting = Weighting(rawValue: try reader.text()) else {
            throw .damaged(Self.name, "its weighting is unknown")
        }
        let counts = try reader.counts(of: items)
        try reader.finish()
        self.init(items: items, counts: counts, weighting: weighting)
    }

    /// Writes items and counts.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version, capacity: items.count * 40)
        writer.write(items)
        writer.write(weighting.rawValue)
        for counts in live.counts { writer.write(counts) }
        return writer.sealed()
    }
}
