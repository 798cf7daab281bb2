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
    }

    struct Row: Encodable {
        let recommender: String
        let law: String?
        let figures: [Figures]
        let ndcgError: Double
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
                figures: row.evaluation.figures.map {
                    Figures(depth: $0.depth, ndcg: $0.ndcg, hitRate: $0.hitRate)
                },
                ndcgError: row.evaluation.ndcgError,
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
        var table = Table(
            [("RECOMMENDER", .left), ("READ BY", .left)] + depths + [("MRR", .right)])
        for row in rows {
            table.add(
                [row.recommender, row.law ?? "-"]
                    + row.figures.flatMap {
                        [Output.number($0.ndcg, digits: 6), Output.number($0.hitRate, digits: 6)]
                    } + [Output.number(row.reciprocalRank, digits: 6)])
        }
        let choices = rows.compactMap { row in
            row.choice.map { "\(row.recommender) = \($0)" }
        }
        return ([sizes, "", table.text] + (choices.isEmpty ? [] : [""] + choices))
            .joined(separator: "\n")
    }
}
