public import Interest

/// The protocol by which recommenders are compared, so that any two figures can be.
///
/// Behaviors are taken in order of time. Rare items and rare users go. The first part trains;
/// every later behavior is predicted from all that its user had done up to that moment, with the
/// model as the first part made it.
public struct EvaluationRules: Hashable, Sendable {
    /// How often rare items and users are dropped.
    public var corePasses: Int
    /// Items with fewer behaviors are dropped.
    public var itemBehaviorsMin: Int
    /// Users with fewer behaviors are dropped.
    public var userBehaviorsMin: Int
    /// The share of the behaviors that trains.
    public var trainingShare: Double
    /// Whether what is predicted is learned at once.
    public var evaluationProtocol: EvaluationProtocol
    /// Whether an item that the user has had counts as a hit, and is ranked.
    public var countsRepeats: Bool
    /// How many places of the ranking count: figures are given for each, the first is the one
    /// that models are chosen by.
    public var depths: [Int]
    /// Whether what is shown is judged too: coverage, novelty, diversity.
    public var judgesLists: Bool
    /// How often users are resampled for the interval of the first NDCG; 0: no interval.
    public var resamples: Int

    /// What is predicted.
    public var mode: EvaluationMode
    /// In `nextBasket`: what a user does no further apart than this belongs together.
    public var basketGap: Interval
    /// Whether it is done in parts.
    public var crossValidation: CrossValidation

    /// Whether only items are sought that training did not meet.
    public var seeksNew = false

    /// The most times.
    public static let resamplesMax = 1_000_000
    /// The gaps that make sense.
    public static let basketGaps = Interval(milliseconds: 0)...Interval.days(365)

    /// Takes those that are not to be the defaults.
    public init(
        corePasses: Int = 3, itemBehaviorsMin: Int = 5, userBehaviorsMin: Int = 3,
        trainingShare: Double = 0.8, countsRepeats: Bool = false, depths: [Int] = [10],
        judgesLists: Bool = false, resamples: Int = 0, mode: EvaluationMode = .prequential,
        basketGap: Interval = .hours(1), crossValidation: CrossValidation = .none,
        evaluationProtocol: EvaluationProtocol = .frozen
    ) {
        self.evaluationProtocol = evaluationProtocol
        self.corePasses = corePasses
        self.itemBehaviorsMin = itemBehaviorsMin
        self.userBehaviorsMin = userBehaviorsMin
        self.trainingShare = trainingShare
        self.countsRepeats = countsRepeats
        self.depths = depths
        self.judgesLists = judgesLists
        self.resamples = resamples
        self.mode = mode
        self.basketGap = basketGap
        self.crossValidation = crossValidation
    }

    /// Throws where the rules make no sense.
    public func check() throws(ModelError) {
        guard trainingShare > 0, trainingShare < 1 else {
            throw .parameter("the share that trains", "between 0 and 1", "\(trainingShare)")
        }
        guard 1...20 ~= depths.count else {
            throw .parameter("the number of depths", "1 to 20", "\(depths.count)")
        }
        for depth in depths where !(1...10_000 ~= depth) {
            throw .parameter("a depth", "1 to 10,000", "\(depth)")
        }
        guard 0...Self.resamplesMax ~= resamples else {
            throw .parameter("resamples", "0 to \(Self.resamplesMax)", "\(resamples)")
        }
        guard 0...1000 ~= corePasses else {
            throw .parameter("the number of core passes", "0 to 1,000", "\(corePasses)")
        }
        guard Self.basketGaps ~= basketGap else {
            throw .parameter("the gap within a basket", "0s to 365d", "\(basketGap)")
        }
        guard crossValidation == .none || CrossValidation.counts ~= crossValidation.count else {
            throw .parameter(
                "the number of parts", "2 to 100", "\(crossValidation.count)")
        }
        if evaluationProtocol == .live, mode == .leaveLastOut || crossValidation != .none {
            throw ModelError(
                .parameter,
                "the live protocol learns from every behavior in order of time, so it has no "
                    + "windows, no folds and no leave-last-out: leave one of the two out")
        }
        guard !seeksNew || (mode != .leaveLastOut && evaluationProtocol == .frozen) else {
            throw ModelError(
                .parameter,
                "new items are those behind a split in time that training did not meet, so "
                    + "leave-last-out and the live protocol have none: take another mode")
        }
        if case .windows = crossValidation, mode == .leaveLastOut {
            throw ModelError(
                .parameter,
                "leave-last-out has no split in time that windows could roll on: take folds of "
                    + "users, or another mode")
        }
    }
}
