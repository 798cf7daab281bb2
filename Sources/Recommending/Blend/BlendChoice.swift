internal import Interest

// A blend adds up what its parts say:
//
//     score(j) = Σ_p weight_p / height_p · score_p(j)
//
// with profiles as shares (they add up to 1) and each part divided by how high it commonly scores.
// The weights and the law by which profiles are read are chosen on a validation slice: the last
// fifth of the part that trains, predicted by models trained on what comes before it. What lies
// behind the split is never looked at. For each law, weights are searched part by part: the best of
// a few values with the others as they are, round after round until nothing gets better. No
// randomness, so the choice is the same every time. Then the parts that kept a weight are trained
// on the whole part that trains.

/// What a validation slice chose for a blend.
struct BlendChoice: Sendable {
    /// The weights that are tried.
    private static let grid: [Double] = [0, 0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2.5, 4]
    /// The most rounds through all parts.
    private static let roundsMax = 4

    let law: any DecayLaw
    /// The parts that kept a weight.
    let parts: [BlendPart]
    /// Their weights, before they are divided by `heights`.
    let weights: [Double]
    /// How high each commonly scores.
    let heights: [Double]
    /// The NDCG on the validation slice.
    let ndcg: Double
    private let parameters: TrainingParameters

    init(
        on log: EvaluationLog, laws: [LawText], parameters: TrainingParameters,
        control: TrainingControl
    ) throws(ModelError) {
        let slice = log.validation()
        guard !slice.queries.isEmpty else {
            throw ModelError(
                .emptyLog, "the part that trains is too short to choose a blend's weights on")
        }
        let candidates = BlendPart.candidates(for: slice)
        var trained: [TrainedPart] = []
        for part in candidates {
            trained.append(try part.trained(on: slice, parameters, control))
        }
        var best: (law: any DecayLaw, weights: [Double], heights: [Double], ndcg: Double) =
            (NoDecayLaw(), [], [], -1)
        for law in laws.isEmpty ? [LawText(NoDecayLaw())] : laws {
            let cases = try BlendCases(
                slice, trained, ProfileReader(law.law), control: control)
            let found = try Self.search(cases, candidates.count, control)
            if found.ndcg > best.ndcg {
                best = (law.law, found.weights, cases.heights, found.ndcg)
            }
        }
        let kept = candidates.indices.filter { best.weights[$0] > 0 }
        law = best.law
        parts = kept.map { candidates[$0] }
        weights = kept.map { best.weights[$0] }
        heights = kept.map { best.heights[$0] }
        ndcg = best.ndcg
        self.parameters = parameters
    }

    /// Weights part by part, beginning with the best part alone.
    private static func search(
        _ cases: BlendCases, _ count: Int, _ control: TrainingControl
    ) throws(ModelError) -> (weights: [Double], ndcg: Double) {
        var weights = [Double](repeating: 0, count: count)
        var alone: [Double] = []
        for part in 0..<count {
            alone += try cases.ndcg(of: part, at: [1], others: weights, control: control)
        }
        var best = alone.max() ?? 0
        weights[alone.firstIndex(of: best) ?? 0] = 1
        for _ in 0..<roundsMax {
            let before = best
            for part in 0..<count {
                let found = try cases.ndcg(of: part, at: grid, others: weights, control: control)
                for (value, ndcg) in zip(grid, found) where ndcg > best {
                    (weights[part], best) = (value, ndcg)
                }
            }
            if best == before { break }
        }
        return (weights, best)
    }

    /// The parts with their weights, and the law: `0.4 ease + 1 trending 1d, read by …`.
    var description: String {
        let sum = zip(weights, parts).map { "\($0) \($1.description)" }.joined(separator: " + ")
        return sum
    }

    /// The blend, its parts trained on all that trains.
    func method(
        on log: EvaluationLog, control: TrainingControl
    ) throws(ModelError) -> EvaluatedMethod {
        var trained: [(TrainedPart, Double)] = []
        for (index, part) in parts.enumerated() {
            let weight = weights[index] / heights[index]
            trained.append((try part.trained(on: log, parameters, control), weight))
        }
        let (parts, law) = (trained, law)
        return EvaluatedMethod(name: "blend", law: law) { log in
            BlendScorer(log, ProfileReader(law), parts)
        }
    }
}
