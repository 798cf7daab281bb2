public import Interest

// popular(i) = Σ g(b) · 2^(-(T - t_b) / h) over the behaviors b on item i
//
// T is the newest behavior of the log: any other moment would multiply all scores by the same
// factor, and so far from the log that everything fades to zero there would be no ranking left.

/// What everybody likes now: decayed counts. Serves strangers, and fills up where a user's own
/// interests lead to too little.
public struct Popular: Recommender {
    /// "popular".
    public static let name = "popular"
    static let version: UInt32 = 1

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

    /// The items it knows.
    public let items: ItemIndex
    private let counts: [Double]
    /// The places of what anybody liked, most popular first, equal ones by id.
    private let order: [Int32]

    private init(items: ItemIndex, counts: [Double]) {
        self.items = items
        self.counts = counts
        order = counts.indices.filter { counts[$0] > 0 }
            .map { Ranked(score: counts[$0], place: $0) }.sorted()
            .map { Int32($0.place) }
    }

    /// How popular an item is; zero for one that nobody met.
    public func popularity(of item: ItemID) -> Double {
        items.place(of: item).map { counts[$0] } ?? 0
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
        guard let newest = log.times.max() else { throw .emptyLog }
        try control.check()
        var counts = [Double](repeating: 0, count: log.items.count)
        for index in 0..<log.count {
            let strength = parameters.weighting.strength(log.gains[index])
            guard strength > 0 else { continue }
            let left = parameters.halfLife.map {
                Fading.left(
                    after: Double(newest - log.times[index]), halfLife: Double($0.milliseconds))
            }
            // What has faded to nothing was liked once, and comes before what never was.
            counts[Int(log.places[index])] += max(
                strength * (left ?? 1), .leastNonzeroMagnitude)
        }
        guard counts.contains(where: { $0 > 0 }) else { throw .nothingLiked }
        control.report(name, 1, of: 1)
        return Popular(items: log.items, counts: counts)
    }

    /// Its half-life and weighting.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        let parameters = parameters.popular
        return [
            "halfLife": parameters.halfLife.map(\.description) ?? "none",
            "weighting": parameters.weighting.rawValue,
        ]
    }

    /// Adds every item's popularity, whatever the interests.
    public func score(_ readings: [Reading], into scores: inout Scores) {
        for place in counts.indices { scores.add(counts[place], at: place) }
    }

    /// Walks down the order, so that it costs no more than what is asked for, or goes through what
    /// is allowed where that is little.
    public func recommend(_ request: RecommendationRequest) -> [Recommendation] {
        let selection = Selection(request, items)
        return places(request.depth, selection).dropFirst(request.skipped).map { place in
            Recommendation(
                item: items[place], score: counts[place], recommender: Self.name,
                parts: request.explains ? parts(of: place, for: []) : [])
        }
    }

    private func places(_ count: Int, _ selection: Selection) -> [Int] {
        guard let few = selection.places else {
            return Array(order.lazy.map(Int.init).filter { selection.allows($0) }.prefix(count))
        }
        var best = BestRanked(limit: count)
        for place in few where counts[place] > 0 && selection.allows(place) {
            best.take(Ranked(score: counts[place], place: place))
        }
        return best.sorted().map(\.place)
    }

    /// One part, the popularity.
    public func parts(of place: Int, for readings: [Reading]) -> [Part] {
        [Part(because: nil, weight: 1, similarity: counts[place])]
    }
}

extension Popular {
    /// Reads items and counts.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let items = try reader.items()
        let counts = try reader.doubles()
        try reader.finish()
        guard counts.count == items.count, counts.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw .damaged(Self.name, "its counts do not fit its items")
        }
        self.init(items: items, counts: counts)
    }

    /// Writes items and counts.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version, capacity: items.count * 40)
        writer.write(items)
        writer.write(counts)
        return writer.sealed()
    }
}
