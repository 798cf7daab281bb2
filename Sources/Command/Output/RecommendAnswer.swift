import Interest
import Recommending

/// The answer of `ebb recommend`.
struct RecommendAnswer: Encodable {
    struct Reason: Encodable {
        let because: ItemID?
        let title: String?
        let category: String?
        let weight: Double
        let similarity: Double
        let share: Double
    }

    struct Recommended: Encodable {
        let item: ItemID
        let title: String?
        let score: Double
        let recommender: String
        let parts: [Reason]
    }

    /// The maximum number of reasons shown for each item; the rest is summed up.
    private static let reasonsShown = 3

    let user: UserID
    let at: String
    let models: [String: Int]
    let recommendations: [Recommended]

    init(
        user: UserID, time: Timestamp, found: [Recommendation], titles: [ItemID: Item],
        models: [String: Int]
    ) {
        self.user = user
        at = time.description
        self.models = models
        recommendations = found.map { found in
            Recommended(
                item: found.item, title: titles[found.item]?.title, score: found.score,
                recommender: found.recommender,
                parts: found.parts.map { part in
                    Reason(
                        because: part.because, title: part.because.flatMap { titles[$0]?.title },
                        category: part.category, weight: part.weight, similarity: part.similarity,
                        share: part.share)
                })
        }
    }

    /// The answer as text for people.
    var text: String {
        guard !recommendations.isEmpty else {
            return "No recommendations for \(user.text.fitted(to: 40)): "
                + "all items of the models are seen, hidden or excluded."
        }
        var table = Table(
            ("SCORE", .right), ("ITEM", .left), ("TITLE", .left), ("FROM", .left))
        for found in recommendations {
            table.add(
                Output.weight(found.score), found.item.text.fitted(to: 24),
                (found.title ?? "").fitted(to: 48), found.recommender)
        }
        let lines = table.text.split(separator: "\n", omittingEmptySubsequences: false)
        let rows = zip(recommendations, lines.dropFirst())
            .map { found, line in ([String(line)] + reasons(of: found)).joined(separator: "\n") }
        return
            (["Recommended to \(user.text.fitted(to: 40)) at \(at)", "", String(lines[0])] + rows)
            .joined(separator: "\n")
    }

    private func reasons(of found: Recommended) -> [String] {
        if found.recommender == LatestItems.name, !found.parts.isEmpty {
            return ["         new in the catalog"]
        }
        let strongest = found.parts.sorted { $0.share.magnitude > $1.share.magnitude }
        var lines = strongest.prefix(Self.reasonsShown).map { part in
            let name = part.title ?? part.because?.text ?? part.category.map { "all of \($0)" }
            let share = Output.weight(part.share)
            guard let name else { return "         \(share)  popular with all users" }
            return "         \(share)  \(name.fitted(to: 48)): "
                + "\(Output.weight(part.weight)) left x \(Output.weight(part.similarity)) similar"
        }
        let rest = strongest.dropFirst(Self.reasonsShown)
        if !rest.isEmpty {
            let share = Output.weight(rest.reduce(0) { $0 + $1.share })
            lines.append("         \(share)  \(rest.count) more interests")
        }
        return lines
    }
}
