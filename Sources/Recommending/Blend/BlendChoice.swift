internal import Interest

// The weights of a blend, and where there is a choice the law by which profiles are read, are
// chosen on a validation slice: the end of the part that trains, predicted by models trained on
// what comes before it. What lies behind the split is never looked at. Each part is divided by how
// high it commonly scores, so that weights can be compared. For each law, weights are searched part
// by part: the best of a few values with the others as they are, round after round until nothing
// gets better. Then the same with personal parts that fade while a user is idle, faster and faster
// until that helps no more. No randomness, so the choice is the same every time. Then the parts
// that kept a weight are trained on the whole part that trains.

/// What a validation slice chose for a blend.
struct BlendChoice: Sendable {
    /// The weights that are tried.
    private static let grid: [Double] = [0, 0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2.5, 4]
    /// The most rounds through all parts.
    private static let roundsMax = 4
    /// By which share each part of a blend must better it.
    private static let partCost = 0.002

    let law: any DecayLaw
    /// How personal parts fade while a user is idle.
    let recency: Recency
    /// The parts that kept a weight.
    let parts: [BlendPart]
    /// Their weights, before they are divided by `heights`.
    let weights: [Double]
    /// How high each commonly scores.
    let heights: [Double]
    /// The NDCG on the validation slice.
    let ndcg: Double
    private let parameters: TrainingParameters

    /// - Parameter slice: the part that trains, cut once more.
    init(
        on slice: EvaluationLog, laws: [any DecayLaw], parameters: TrainingParameters,
        control: TrainingControl
    ) throws(ModelError) {
        let candidates = parameters.blend.candidates
        var trained: [TrainedPart] = []
        for part in candidates {
            trained.append(
                try part.trained(
                    on: slice.training, parameters,
                    isLive: slice.rules.evaluationProtocol == .live, control))
        }
        try self.init(
            on: slice, trained: trained, laws: laws, parameters: parameters, control: control)
    }

    /// The same with candidates that are trained already.
    init(
        on slice: EvaluationLog, trained: [TrainedPart], laws: [any DecayLaw],
        parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) {
        guard !slice.queries.isEmpty else {
            throw ModelError(
                .emptyLog, "the part that trains is too short to choose a blend's weights on")
        }
        let candidates = parameters.blend.candidates
        var best: (law: any DecayLaw, found: Found)?
        for law in laws.isEmpty ? [NoDecayLaw()] : laws {
            let cases = try BlendCases(slice, trained, ProfileReader(law), control: control)
            let found = try Self.search(cases, candidates.count, control)
            if found.ndcg > best?.found.ndcg ?? -1 { best = (law, found) }
        }
        guard let (law, found) = best else {
            throw ModelError(.emptyLog, "there is no law by which a blend could read profiles")
        }
        let kept = candidates.indices.filter { found.weights[$0] > 0 }
        self.init(
            law: law, recency: found.recency, parts: kept.map { candidates[$0] },
            weights: kept.map { found.weights[$0] }, heights: kept.map { found.heights[$0] },
            ndcg: found.ndcg, parameters: parameters)
    }

    /// What a search found.
    private struct Found {
        var recency: Recency
        var weights: [Double]
        var heights: [Double]
        var ndcg: Double
    }

    private init(
        law: any DecayLaw, recency: Recency, parts: [BlendPart], weights: [Double],
        heights: [Double], ndcg: Double, parameters: TrainingParameters
    ) {
        self.law = law
        self.recency = recency
        self.parts = parts
        self.weights = weights
        self.heights = heights
        self.ndcg = ndcg
        self.parameters = parameters
    }

    /// Where there is nothing to choose on: the first two kinds of part, one of each, equally.
    static func standard(_ parameters: TrainingParameters) -> BlendChoice {
        let candidates = parameters.blend.candidates
        let isTrend = { (part: BlendPart) in
            if case .trending = part { true } else { false }
        }
        let reading = candidates.first { !isTrend($0) }
        let parts = [reading, candidates.first(where: isTrend)].compactMap(\.self)
        return BlendChoice(
            law: NoDecayLaw(), recency: Recency(exponent: 0), parts: parts,
            weights: parts.map { _ in 1 },
            heights: parts.map { _ in 1 }, ndcg: 0, parameters: parameters)
    }

    /// Weights with the recency that suits them best. To fade must better the NDCG as an added part
    /// must.
    private static func search(
        _ cases: BlendCases, _ count: Int, _ control: TrainingControl
    ) throws(ModelError) -> Found {
        var best = try weights(cases, from: nil, count, control)
        for exponent in Recency.exponents where exponent > 0 {
            let faded = cases.fading(Recency(exponent: exponent))
            let found = try weights(faded, from: best.weights, count, control)
            guard found.ndcg > best.ndcg * (1 + partCost) else { break }
            best = found
        }
        return best
    }

    /// Weights part by part, beginning with the best part alone where nothing is given to begin
    /// with. A part that is added must better the NDCG by more than `partCost`, so that what helps
    /// by chance stays out.
    private static func weights(
        _ cases: BlendCases, from start: [Double]?, _ count: Int, _ control: TrainingControl
    ) throws(ModelError) -> Found {
        var (weights, best) = try first(cases, from: start, count, control)
        func worth(_ ndcg: Double, _ weights: [Double]) -> Double {
            ndcg * (1 - partCost * Double(weights.count { $0 > 0 }))
        }
        for _ in 0..<roundsMax {
            let before = weights
            for part in 0..<count {
                let found = try cases.ndcg(of: part, at: grid, others: weights, control: control)
                for (value, ndcg) in zip(grid, found) {
                    var other = weights
                    other[part] = value
                    guard other.contains(where: { $0 > 0 }),
                        worth(ndcg, other) > worth(best, weights)
                    else { continue }
                    (weights, best) = (other, ndcg)
                }
            }
            if weights == before { break }
        }
        return Found(
            recency: cases.recency, weights: weights, heights: cases.heights, ndcg: best)
    }

    /// The weights to begin with, and what they reach.
    private static func first(
        _ cases: BlendCases, from start: [Double]?, _ count: Int, _ control: TrainingControl
    ) throws(ModelError) -> (weights: [Double], ndcg: Double) {
        if let start {
            let ndcg = try cases.ndcg(of: 0, at: [start[0]], others: start, control: control)
            return (start, ndcg[0])
        }
        var weights = [Double](repeating: 0, count: count)
        var alone: [Double] = []
        for part in 0..<count {
            alone += try cases.ndcg(of: part, at: [1], others: weights, control: control)
        }
        let best = alone.max() ?? 0
        weights[alone.firstIndex(of: best) ?? 0] = 1
        return (weights, best)
    }

    /// The parts with their weights: `0.4 ease + 1.0 trending 1d, recency 0.4`.
    var description: String {
        let sum = zip(weights, parts).map { "\($0) \($1.description)" }.joined(separator: " + ")
        return recency.exponent > 0 ? "\(sum), recency \(recency.exponent)" : sum
    }

    /// The blend, its parts trained on all that trains.
    func blend(
        on log: TrainingLog, control: TrainingControl, remark: String? = nil
    ) throws(ModelError) -> Blend {
        var rows: [(TrainedPart, Double)] = []
        var (counts, factors) = ([DecayedCounts](), [Double]())
        var returning: Returning?
        var (pairs, sources) = ([LiveBlend.Part](), [(halfLife: Double, live: LiveNeighbors)]())
        for (part, factor) in zip(parts, self.factors) {
            switch part {
            case .trending(let halfLife):
                counts.append(DecayedCounts(log, halfLife: Double(halfLife.milliseconds)))
                factors.append(factor)
            case .neighbors(let halfLife), .followers(let halfLife):
                // Both directions are read of one count.
                let known = sources.firstIndex { $0.halfLife == halfLife }
                if known == nil {
                    sources.append(
                        (halfLife, LiveNeighbors(try fold(log, halfLife, control))))
                }
                pairs.append(
                    LiveBlend.Part(
                        factor: factor, direction: part.direction ?? .both,
                        source: known ?? sources.count - 1))
            case .interests: returning = Returning(factor: factor, returns: Returns(log))
            default: rows.append((try part.trained(on: log, parameters, control), factor))
            }
        }
        return Blend(
            rows: try Neighborhood(
                sumOf: rows, itemCount: log.items.count,
                keeping: parameters.blend.weightsMax, control: control),
            returning: returning,
            live: LiveBlend(
                items: log.items, trends: LiveTrends(counts, factors: factors), parts: pairs,
                neighbors: sources.map(\.live)), recency: recency,
            description: description, remark: remark)
    }

    private func fold(
        _ log: TrainingLog, _ halfLife: Double, _ control: TrainingControl
    ) throws(ModelError) -> PairFold {
        var parameters = parameters
        parameters.itemNeighbors.activityHalfLife = halfLife
        return try ItemNeighbors.fold(log, by: parameters, control: control)
    }

    /// By what each part's scores are multiplied.
    private var factors: [Double] { zip(weights, heights).map { $0 / $1 } }

    /// The blend in an evaluation: weights as it serves them, counts live.
    func method(
        on log: EvaluationLog, control: TrainingControl
    ) throws(ModelError) -> EvaluatedMethod {
        let blend = try blend(on: log.training, control: control)
        var scored: [(TrainedPart, Double)] = [(.rows(blend.rows), 1)]
        for (part, factor) in zip(parts, factors) {
            if case .trending(let halfLife) = part { scored.append((.counting(halfLife), factor)) }
        }
        if let returning = blend.returning {
            scored.append((.returning(returning.returns), returning.factor))
        }
        for part in blend.live.parts {
            let fold = blend.live.neighbors[part.source].fold
            let trained: TrainedPart =
                log.rules.evaluationProtocol == .live
                ? .counted(fold.pairs.parameters, part.direction) : .pairs(fold, part.direction)
            scored.append((trained, part.factor))
        }
        let (all, law, recency) = (scored, law, recency)
        return EvaluatedMethod(name: "blend", law: law) { log in
            BlendScorer(log, ProfileReader(law), recency, all)
        }
    }
}

extension Neighborhood {
    private static let blockSize = 64

    /// Adds up rows, each times its factor, and keeps the largest weights of each item, either
    /// way.
    init(
        sumOf parts: [(part: TrainedPart, factor: Double)], itemCount: Int, keeping limit: Int,
        control: TrainingControl
    ) throws(ModelError) {
        let blocks = try control.parallel(
            Blend.name, count: (itemCount + Self.blockSize - 1) / Self.blockSize,
            scratch: { Scores(count: itemCount) },
            { block, sums in
                let first = block * Self.blockSize
                return (first..<min(first + Self.blockSize, itemCount)).map { place in
                    for (part, factor) in parts {
                        switch part {
                        case .rows(let rows):
                            rows.forEach(of: place) { sums.add(factor * $1, at: $0) }
                        case .counting, .pairs, .counted, .returning: continue
                        }
                    }
                    defer { sums.clear() }
                    return sums.largest(limit)
                }
            })
        self.init(blocks.joined())
    }
}
