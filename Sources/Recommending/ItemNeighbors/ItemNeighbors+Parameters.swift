public import Interest

extension ItemNeighbors {
    /// How co-occurrence is counted, and what is kept of it.
    public struct Parameters: Hashable, Sendable {
        /// A pair with this many behaviors between counts half; nil: any distance counts the same.
        public var activityHalfLife: Double?
        /// A pair so far apart in time counts half; nil: time does not matter.
        public var halfLife: Interval?
        /// What a behavior counts.
        public var weighting: Weighting
        /// What is added under the similarity's fraction bar, in users that had both items: 10
        /// makes a pair that one user in a handful vouches for a weak one. Without it rare items
        /// crowd out what many people agree on.
        public var shrinkage: Double
        /// How many neighbors an item keeps.
        public var neighborsMax: Int
        /// A pair that fades below this is not counted.
        public var strengthMin: Double
        /// Pairs further apart than this many behaviors are not counted, however little they fade:
        /// this bounds the work that one very busy user makes.
        public var reachMax: Int

        /// Takes those that are not to be the defaults.
        public init(
            activityHalfLife: Double? = 20, halfLife: Interval? = nil,
            weighting: Weighting = .presence, shrinkage: Double = 10, neighborsMax: Int = 100,
            strengthMin: Double = 1.0 / 1024, reachMax: Int = 10_000
        ) {
            self.activityHalfLife = activityHalfLife
            self.halfLife = halfLife
            self.weighting = weighting
            self.shrinkage = shrinkage
            self.neighborsMax = neighborsMax
            self.strengthMin = strengthMin
            self.reachMax = reachMax
        }

        /// How many behaviors away the last pair lies that counts.
        var reach: Int {
            guard let activityHalfLife else { return reachMax }
            var reach = 0
            while reach < reachMax,
                Fading.left(after: Double(reach), halfLife: activityHalfLife) >= strengthMin
            {
                reach += 1
            }
            return reach
        }

        func check() throws(ModelError) {
            if let activityHalfLife, !(0.01...1e9 ~= activityHalfLife) {
                throw .parameter(
                    "the activity half-life", "0.01 to 1,000,000,000 behaviors",
                    "\(activityHalfLife)")
            }
            if let halfLife, !(ExponentialLaw.halfLives ~= halfLife) {
                throw .parameter("the half-life", "a second to a thousand years", "\(halfLife)")
            }
            guard shrinkage >= 0, shrinkage.isFinite else {
                throw .parameter("shrinkage", "0 or more", "\(shrinkage)")
            }
            guard 1...10_000 ~= neighborsMax else {
                throw .parameter("the number of neighbors", "1 to 10,000", "\(neighborsMax)")
            }
            guard 1e-9...1 ~= strengthMin else {
                throw .parameter("the least strength", "1e-9 to 1", "\(strengthMin)")
            }
            guard 1...1_000_000 ~= reachMax else {
                throw .parameter("the reach", "1 to 1,000,000 behaviors", "\(reachMax)")
            }
        }
    }

    /// Half-lives, weighting, shrinkage and limits.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        let augmentation = parameters.augmentation
        let parameters = parameters.itemNeighbors
        return [
            "augmentation": augmentation?.description ?? "none",
            "activityHalfLife": parameters.activityHalfLife.map { "\($0)" } ?? "none",
            "halfLife": parameters.halfLife.map(\.description) ?? "none",
            "weighting": parameters.weighting.rawValue,
            "shrinkage": "\(parameters.shrinkage)",
            "neighborsMax": "\(parameters.neighborsMax)",
            "strengthMin": "\(parameters.strengthMin)",
            "reachMax": "\(parameters.reachMax)",
        ]
    }
}
