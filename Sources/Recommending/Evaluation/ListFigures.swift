internal import Glibc

// Beyond whether the item sought was found, of the k items shown at each query:
//
//     coverage@k   the share of all items that is ever shown
//     novelty@k    the mean surprise of an item shown, -log2 of the share of users who had it in
//                  training
//     diversity@k  1 - the mean cosine of two items shown together, by the users of training
//
// Only what scores above zero is shown, as in serving.

/// What is shown, apart from whether it is right.
public struct ListFigures: Hashable, Sendable {
    /// The share of all items that is ever shown.
    public let coverage: Double
    /// The mean surprise of an item shown, in bits.
    public let novelty: Double
    /// How much items shown together differ: 0 to 1.
    public let diversity: Double
}

extension ListFigures {
    /// The mean over parts; nil without any.
    init?(meanOf parts: [ListFigures]) {
        guard !parts.isEmpty else { return nil }
        let size = Double(parts.count)
        coverage = parts.reduce(0) { $0 + $1.coverage } / size
        novelty = parts.reduce(0) { $0 + $1.novelty } / size
        diversity = parts.reduce(0) { $0 + $1.diversity } / size
    }
}

/// What has to be known of items to judge lists of them.
struct ListJudge: Sendable {
    private let surprises: [Double]
    private let likeness: Neighborhood

    /// How many items like one are known of each.
    private static let neighborsMax = 200

    init(_ log: EvaluationLog, control: TrainingControl) throws(ModelError) {
        let training = log.training
        likeness = try ItemCosine(training, control: control).nearest(Self.neighborsMax)
        let users = Double(Set(training.owners).count)
        surprises = CoOccurrence(training, activityHalfLife: nil).ownCounts().map {
            // What nobody had surprises as if one user more had been asked.
            -log2(max($0, 1) / (users + ($0 > 0 ? 0 : 1)))
        }
    }

    func surprise(of place: Int) -> Double { surprises[place] }

    /// The mean cosine of every two; nil where there are no two.
    func likeness(of places: ArraySlice<Int>) -> Double? {
        guard places.count > 1 else { return nil }
        var (sum, count) = (0.0, 0)
        for (index, first) in places.enumerated() {
            for second in places.dropFirst(index + 1) {
                sum += likeness.similarity(of: first, to: second) ?? 0
                count += 1
            }
        }
        return sum / Double(count)
    }
}

/// Lists of one depth as they are added up.
struct ListSum: Sendable {
    private var isShown: [Bool]
    private var (shown, surprise) = (0, 0.0)
    private var (lists, difference) = (0, 0.0)

    init(itemCount: Int) { isShown = Array(repeating: false, count: itemCount) }

    mutating func take(_ places: ArraySlice<Int>, by judge: ListJudge) {
        for place in places {
            isShown[place] = true
            shown += 1
            surprise += judge.surprise(of: place)
        }
        if let likeness = judge.likeness(of: places) {
            lists += 1
            difference += 1 - likeness
        }
    }

    mutating func add(_ other: ListSum) {
        for place in isShown.indices where other.isShown[place] { isShown[place] = true }
        shown += other.shown
        surprise += other.surprise
        lists += other.lists
        difference += other.difference
    }

    var figures: ListFigures {
        ListFigures(
            coverage: Double(isShown.count { $0 }) / Double(max(1, isShown.count)),
            novelty: surprise / Double(max(1, shown)),
            diversity: difference / Double(max(1, lists)))
    }
}
