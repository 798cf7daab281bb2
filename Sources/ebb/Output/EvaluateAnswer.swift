import Interest
import Recommending

/// What `ebb evaluate` answers.
struct EvaluateAnswer: Encodable {
    struct Log: Encodable {
        let behaviors: Int
        let users: Int
        let items: Int
        let training: Int
        let queries: Int
        let repeats: Bool
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

    struct Row: Encodable {
        let recommender: String
        let law: String?
        let figures: [Figures]
        let ndcgError: Double
        /// The ends of the interval in which the first NDCG lies in 19 cases of 20.
        let ndcgInterval: [Double]?
        let reciprocalRank: Double
        let choice: String?
    }

    let log: Log
    let rows: [Row]

    init(_ rows: [Contest.Row], _ size: EvaluationSize, _ rules: EvaluationRules) {
        log = Log(
            behaviors: size.behaviors, users: size.users, items: size.items,
            training: size.training, queries: size.queries, repeats: rules.countsRepeats)
        self.rows = rows.map { row in
            Row(
                recommender: row.name, law: row.law?.description,
                figures: row.evaluation.figures.map(Figures.init),
                ndcgError: row.evaluation.ndcgError,
                ndcgInterval: row.evaluation.ndcgInterval.map { [$0.low, $0.high] },
                reciprocalRank: row.evaluation.reciprocalRank, choice: row.choice)
        }
    }

    /// The answer for a person.
    var text: String {
        let sizes =
            "\(log.behaviors.grouped) behaviours of \(log.users.grouped) users on "
            + "\(log.items.grouped) items; \(log.training.grouped) train, "
            + "\(log.queries.grouped) are predicted, "
            + (log.repeats ? "repeats count" : "no repeats")
        guard let first = rows.first else { return sizes }
        let depths = first.figures.flatMap { figures -> [(String, Table.Side)] in
            [("NDCG@\(figures.depth)", .right), ("HR@\(figures.depth)", .right)]
        }
        let interval: [(String, Table.Side)] =
            first.ndcgInterval == nil ? [] : [("95 % OF NDCG", .left)]
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
        return ([sizes, "", table.text] + (choices.isEmpty ? [] : [""] + choices))
            .joined(separator: "\n")
    }
}

extension EvaluateAnswer.Row {
    /// How sure the first NDCG is, and what was shown at the first depth.
    fileprivate var beyond: [String] {
        var cells: [String] = []
        if let ends = ndcgInterval {
            cells.append(ends.map { Output.number($0, digits: 4) }.joined(separator: "–"))
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
