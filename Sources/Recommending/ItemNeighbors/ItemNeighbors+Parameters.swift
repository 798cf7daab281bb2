public import Interest

extension ItemNeighbors {
    /// The most entries that a model holds, 24 bytes each and as much again for their index.
    static let entriesMax = 30_000_000
    /// The half-lives of co-occurrences.
    static let halfLives = Interval.hours(1)...ExponentialLaw.halfLives.upperBound

    /// How co-occurrence is counted, and what is kept of it.
    public struct Parameters: Hashable, Sendable {
        /// A pair with this many behaviors between counts half; nil: any distance counts the same.
        public var activityHalfLife: Double?
        /// A pair made this long ago counts half; nil: pairs never fade.
        public var halfLife: Interval?
        /// How many behaviors are added to an item's own under the similarity's fraction bar: what
        /// makes a pair that two behaviors vouch for a weak one. Without it rare items crowd out
        /// what many users agree on.
        public var shrinkage: Double
        /// How many neighbors a row may have. One that grows beyond it keeps the most similar half;
        /// until then its counts are exact.
        public var neighborsMax: Int
        /// With this many behaviors between there is no pair: this bounds the work of a behavior.
        public var reachMax: Int

        /// Takes those that are not to be the defaults.
        public init(
            activityHalfLife: Double? = 5, halfLife: Interval? = nil, shrinkage: Double = 3,
            neighborsMax: Int = 1024, reachMax: Int = 40
        ) {
            self.activityHalfLife = activityHalfLife
            self.halfLife = halfLife
            self.shrinkage = shrinkage
            self.neighborsMax = neighborsMax
            self.reachMax = reachMax
        }

        /// The strength of a pair by how many behaviors lie between, as far as pairs are counted:
        /// eight half-lives, or `reachMax`.
        var strengths: [Double] {
            guard let activityHalfLife else { return Array(repeating: 1, count: reachMax) }
            let reach = max(1, min(Double(reachMax), (8 * activityHalfLife).rounded(.up)))
            return (0..<Int(reach)).map {
                Fading.left(after: Double($0), halfLife: activityHalfLife)
            }
        }

        func check() throws(ModelError) {
            if let activityHalfLife, !(0.01...1e9 ~= activityHalfLife) {
                throw .parameter(
                    "the activity half-life", "0.01 to 1,000,000,000 behaviors",
                    "\(activityHalfLife)")
            }
            if let halfLife, !(ItemNeighbors.halfLives ~= halfLife) {
                throw .parameter(
                    "the half-life of pairs", "an hour to a thousand years", "\(halfLife)")
            }
            guard shrinkage >= 0, shrinkage.isFinite else {
                throw .parameter("shrinkage", "0 or more", "\(shrinkage)")
            }
            guard 2...100_000 ~= neighborsMax else {
                throw .parameter("the number of neighbors", "2 to 100,000", "\(neighborsMax)")
            }
            guard 1...RecentBehaviors.ofUserMax / 2 ~= reachMax else {
                throw .parameter(
                    "the reach", "1 to \(RecentBehaviors.ofUserMax / 2) behaviors", "\(reachMax)")
            }
        }
    }

    /// Half-lives, shrinkage and limits.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        let augmentation = parameters.augmentation
        let parameters = parameters.itemNeighbors
        return [
            "augmentation": augmentation?.description ?? "none",
            "activityHalfLife": parameters.activityHalfLife.map { "\($0)" } ?? "none",
            "halfLife": parameters.halfLife.map(\.description) ?? "none",
            "shrinkage": "\(parameters.shrinkage)",
            "neighborsMax": "\(parameters.neighborsMax)",
            "reachMax": "\(parameters.reachMax)",
        ]
    }
}
