import Interest
import Recommending

/// The answer of `ebb evaluate`.
struct EvaluateAnswer: Encodable {
    struct Log: Encodable {
        let behaviors: Int
        let users: Int
        let items: Int
        /// The number of training behaviors; in a cross-validation, of its smallest part.
        let training: Int
        let queries: Int
        let repeats: Bool
        let mode: String
        /// Whether what is predicted is learned at once: live or frozen.
        let evaluationProtocol: String
        /// The kind of parts in a cross-validation: windows, or groups of users.
        let parts: String?
        /// The number of training behaviors in each part.
        let trainingOfParts: [Int]?

        private enum CodingKeys: String, CodingKey {
            case behaviors, users, items, training, queries, repeats, mode
            case evaluationProtocol = "protocol"
            case parts, trainingOfParts
        }

        init(_ size: EvaluationSize, _ rules: EvaluationRules) {
            behaviors = size.behaviors
            users = size.users
            items = size.items
            training = size.training.min() ?? 0
            queries = size.queries
            repeats = rules.countsRepeats
            mode = rules.mode.rawValue
            evaluationProtocol = rules.evaluationProtocol.rawValue
            parts =
                switch rules.crossValidation {
                case .none: nil
                case .windows(let count): "\(count) windows of time"
                case .users(let count): "\(count) groups of users"
                }
            trainingOfParts = parts == nil ? nil : size.training
        }

        /// The number of training behaviors, as text for people.
        var trainingText: String {
            guard let most = trainingOfParts?.max(), most > training else {
                return training.grouped
            }
            return "\(training.grouped) to \(most.grouped)"
        }
    }

    struct Figures: Encodable {
        let depth: Int
        let ndcg: Double
        let hitRate: Double
        let precision: Double
        let recall: Double
        let reciprocalRank: Double
        let coverage: Double?
        let novelty: Double?
        let diversity: Double?

        init(_ figures: Evaluation.Figures) {
            depth = figures.depth
            ndcg = figures.ndcg
            hitRate = figures.hitRate
            precision = figures.precision
            recall = figures.recall
            reciprocalRank = figures.reciprocalRank
            coverage = figures.lists?.coverage
            novelty = figures.lists?.novelty
            diversity = figures.lists?.diversity
        }
    }

    struct Part: Encodable {
        let ndcg: Double
        let queries: Int
    }

    struct Segment: Encodable {
        let name: String
        let queries: Int
        let ndcg: Double
        let hitRate: Double

        init(_ figures: SegmentFigures) {
            name = figures.name
            queries = figures.queries
            ndcg = figures.ndcg
            hitRate = figures.hitRate
        }
    }

    struct Row: Encodable {
        let recommender: String
        let law: String?
        let figures: [Figures]
        /// The first NDCG among new items alone, where those are sought.
        let ndcgAmongNew: Double?
        let ndcgError: Double
        /// The 95 % confidence interval of the first NDCG.
        let ndcgInterval: [Double]?
        /// The standard deviation of the first NDCG over the parts of a cross-validation.
        let spread: Double?
        let parts: [Part]?
        let reciprocalRank: Double
        let choice: String?
        /// The first depth for kinds of queries.
        let segments: [Segment]
        /// The first NDCG with each query weighed by how rarely its item is met.
        let debiasedNDCG: Double
        /// How sure it is that the row with the highest NDCG is better than this one: 0.95 is 95 %.
        /// Nil for that row itself.
        let behindBest: Double?
    }

    let log: Log
    let rows: [Row]

    init(_ rows: [Contest.Row], _ size: EvaluationSize, _ rules: EvaluationRules) {
        log = Log(size, rules)
        let best = rows.indices.max { rows[$0].evaluation.ndcg < rows[$1].evaluation.ndcg }
        self.rows = rows.enumerated().map { number, row in
            Row(
                recommender: row.name, law: row.law?.description,
                figures: row.evaluation.figures.map(Figures.init),
                ndcgAmongNew: row.evaluation.ndcgAmongNew,
                ndcgError: row.evaluation.ndcgError,
                ndcgInterval: row.evaluation.ndcgInterval.map { [$0.low, $0.high] },
                spread: row.spread,
                parts: row.parts.isEmpty
                    ? nil : row.parts.map { Part(ndcg: $0.ndcg, queries: $0.queries) },
                reciprocalRank: row.evaluation.reciprocalRank, choice: row.choice,
                segments: row.evaluation.segments.map(Segment.init),
                debiasedNDCG: row.evaluation.debiasedNDCG,
                behindBest: best.flatMap { best in
                    number == best
                        ? nil
                        : rows[best].evaluation.isBetter(
                            than: row.evaluation, resamples: rules.resamples)
                })
        }
    }

    /// The answer as text for people.
    var text: String {
        let first = rows.first
        let sizes =
            "\(log.behaviors.grouped) behaviors of \(log.users.grouped) users on "
            + "\(log.items.grouped) items; \(log.trainingText) train, "
            + "\(log.queries.grouped) \(log.mode == "next-basket" ? "baskets " : "")are predicted, "
            + (first?.ndcgAmongNew == nil ? "" : "new items only, ")
            + (log.repeats ? "repeats count" : "no repeats")
            + "; \(log.evaluationProtocol) protocol"
            + (log.parts.map { "; means over \($0)" } ?? "")
        guard let first else { return sizes }
        let depths = first.figures.flatMap { figures -> [(String, Table.Side)] in
            [("NDCG@\(figures.depth)", .right), ("HR@\(figures.depth)", .right)]
        }
        let interval: [(String, Table.Side)] =
            (first.ndcgAmongNew == nil ? [] : [("AMONG NEW", .right)])
            + (first.spread == nil ? [] : [("SPREAD", .right)])
            + (first.ndcgInterval == nil
                ? [] : [("95 % OF NDCG", .left), ("BEST IS BETTER", .right)])
        let lists: [(String, Table.Side)] =
            first.figures[0].coverage == nil
            ? [] : [("COVERAGE", .right), ("NOVELTY", .right), ("DIVERSITY", .right)]
        var table = Table(
            [("RECOMMENDER", .left), ("READ BY", .left)] + depths + [("MRR", .right)]
                + interval + lists)
        for row in rows {
            table.add(
                [row.recommender, row.law ?? "-"]
                    + row.figures.flatMap {
                        [Output.number($0.ndcg, digits: 6), Output.number($0.hitRate, digits: 6)]
                    } + [Output.number(row.reciprocalRank, digits: 6)] + row.beyond)
        }
        let choices = rows.compactMap { row in
            row.choice.map { "\(row.recommender) = \($0)" }
        }
        return ([sizes, "", table.text] + segments + (choices.isEmpty ? [] : [""] + choices))
            .joined(separator: "\n")
    }
}

extension EvaluateAnswer {
    /// The table of the NDCG for kinds of queries; empty in a cross-validation.
    private var segments: [String] {
        let names = rows.first?.segments ?? []
        guard !names.isEmpty else { return [] }
        var table = Table(
            [("NDCG OF", .left), ("READ BY", .left)]
                + names.map { ("\($0.name.uppercased()) (\($0.queries.grouped))", .right) }
                + [("DEBIASED", .right)])
        for row in rows {
            table.add(
                [row.recommender, row.law ?? "-"]
                    + row.segments.map { Output.number($0.ndcg, digits: 4) }
                    + [Output.number(row.debiasedNDCG, digits: 4)])
        }
        return ["", table.text]
    }
}

extension EvaluateAnswer.Row {
    /// The cells for the uncertainty of the first NDCG, and for the lists at the first depth.
    fileprivate var beyond: [String] {
        var cells: [String] = []
        if let ndcgAmongNew { cells.append(Output.number(ndcgAmongNew, digits: 6)) }
        if let spread { cells.append(Output.number(spread, digits: 4)) }
        if let ends = ndcgInterval {
            cells.append(ends.map { Output.number($0, digits: 4) }.joined(separator: "–"))
            cells.append(behindBest.map { "\(Output.number(100 * $0, digits: 1)) %" } ?? "-")
        }
        if let coverage = figures[0].coverage, let novelty = figures[0].novelty,
            let diversity = figures[0].diversity
        {
            cells += [
                Output.number(coverage, digits: 3), Output.number(novelty, digits: 2),
                Output.number(diversity, digits: 3),
            ]
        }
        return cells
    }
}
