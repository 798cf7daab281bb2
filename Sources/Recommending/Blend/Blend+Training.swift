public import Interest

extension Blend {
    /// Of what a blend may be made, and how its weights are chosen.
    public struct Parameters: Hashable, Sendable {
        /// The training half-lives of the `item-neighbors` that are tried, in behaviors.
        public var neighborHalfLives: [Double]
        /// The half-lives of the `item-neighbors` that are tried with only the pairs in which the
        /// interest comes first, in behaviors.
        public var followerHalfLives: [Double]
        /// The windows of the `linear` that are tried, in behaviors; nil: none, EASE.
        public var linearHalfLives: [Double?]
        /// The half-lives of the `trending` that are tried.
        public var trendingHalfLives: [Interval]
        /// Whether people come back to what they had: then their interests take part.
        public var countsRepeats: Bool
        /// The share of the log, its end, on which weights are chosen.
        public var validationShare: Double
        /// How many weights an item keeps.
        public var weightsMax: Int
        /// With fewer behaviors to choose weights on, the standard ones are taken.
        public var queriesMin: Int

        /// Whether neighbors by meaning are tried, too, which also bring items that nobody had.
        public var readsMeaning = false

        /// Takes those that are not to be the defaults.
        public init(
            neighborHalfLives: [Double] = [5, 20], followerHalfLives: [Double] = [5],
            linearHalfLives: [Double?] = [5, nil],
            trendingHalfLives: [Interval] = [
                .hours(1), .hours(3), .hours(6), .days(1), .days(7), .days(30),
            ],
            countsRepeats: Bool = false, validationShare: Double = 0.2, weightsMax: Int = 256,
            queriesMin: Int = 20
        ) {
            self.neighborHalfLives = neighborHalfLives
            self.followerHalfLives = followerHalfLives
            self.linearHalfLives = linearHalfLives
            self.trendingHalfLives = trendingHalfLives
            self.countsRepeats = countsRepeats
            self.validationShare = validationShare
            self.weightsMax = weightsMax
            self.queriesMin = queriesMin
        }

        func check() throws(ModelError) {
            guard 0.01...0.9 ~= validationShare else {
                throw .parameter("the validation share", "0.01 to 0.9", "\(validationShare)")
            }
            guard 1...10_000 ~= weightsMax else {
                throw .parameter("the number of weights", "1 to 10,000", "\(weightsMax)")
            }
            guard 1...20 ~= candidates.count else {
                throw .parameter("the number of parts", "1 to 20", "\(candidates.count)")
            }
            for halfLife in neighborHalfLives + followerHalfLives
                + linearHalfLives.compactMap(\.self)
            where !(0.01...1e9 ~= halfLife) {
                throw .parameter(
                    "a half-life of a blend's part", "0.01 to 1,000,000,000 behaviors",
                    "\(halfLife)")
            }
            for halfLife in trendingHalfLives {
                try Trending.Parameters(halfLife: halfLife).check()
            }
        }

        /// The parts that are tried.
        var candidates: [BlendPart] {
            neighborHalfLives.map { .neighbors($0) }
                + followerHalfLives.map { .followers($0) } + linearHalfLives.map { .linear($0) }
                + trendingHalfLives.map { .trending($0) }
                + (countsRepeats ? [.interests] : []) + (readsMeaning ? [.meaning] : [])
        }
    }

    /// Where meaning is a part, or text has a weight in `linear`.
    public static func readsVectors(_ parameters: TrainingParameters) -> Bool {
        parameters.blend.readsMeaning || Linear.readsVectors(parameters)
    }

    /// The half-lives that are tried, and what is kept.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        let (blend, linear) = (parameters.blend, parameters.linear)
        return [
            "candidates": blend.candidates.map(\.description).joined(separator: ", "),
            "countsRepeats": "\(blend.countsRepeats)",
            "validationShare": "\(blend.validationShare)",
            "weightsMax": "\(blend.weightsMax)",
            "ridge": "\(linear.ridge)", "textWeight": "\(linear.textWeight)",
            "linearItemsMax": "\(linear.itemsMax)",
            "shrinkage": "\(parameters.itemNeighbors.shrinkage)",
            "augmentation": parameters.augmentation?.description ?? "none",
        ]
    }

    /// Chooses weights on the end of the log, with profiles read by the log's own law, and trains
    /// the parts that keep one on all of it.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Blend {
        try parameters.blend.check()
        guard log.count > 0 else { throw .emptyLog }
        guard log.gains.contains(where: { $0 > 0 }) else { throw .nothingLiked }
        let slice = EvaluationLog(
            log, share: 1 - parameters.blend.validationShare,
            by: EvaluationRules(
                countsRepeats: parameters.blend.countsRepeats, evaluationProtocol: .live))
        guard slice.queries.count >= parameters.blend.queriesMin,
            slice.training.gains.contains(where: { $0 > 0 })
        else {
            return try BlendChoice.standard(parameters).blend(
                on: log, control: control,
                remark: "the log is too short to choose a blend's weights on: they are "
                    + "the standard ones")
        }
        let choice = try BlendChoice(
            on: slice, laws: [log.law], parameters: parameters, control: control)
        return try choice.blend(on: log, control: control)
    }
}
