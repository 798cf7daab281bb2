import Interest
import Recommending
import Wire

extension RecommendAnswer {
    /// The maximum number of reasons shown for each item; the rest is summed up.
    private static var reasonsShown: Int { 3 }

    /// The answer as text for people.
    var text: String {
        guard !recommendations.isEmpty else {
            return "No recommendations for \(user.fitted(to: 40)): "
                + "all items of the models are seen, hidden or excluded."
        }
        var table = Table(
            ("SCORE", .right), ("ITEM", .left), ("TITLE", .left), ("FROM", .left))
        for found in recommendations {
            table.add(
                Output.weight(found.score), found.id.fitted(to: 24),
                (found.title ?? "").fitted(to: 48), found.from)
        }
        let lines = table.text.split(separator: "\n", omittingEmptySubsequences: false)
        let rows = zip(recommendations, lines.dropFirst())
            .map { found, line in ([String(line)] + reasons(of: found)).joined(separator: "\n") }
        return
            (["Recommended to \(user.fitted(to: 40)) at \(at)", "", String(lines[0])] + rows)
            .joined(separator: "\n")
    }

    private func reasons(of found: ExplainedItem) -> [String] {
        if found.from == LatestItems.name, !found.parts.isEmpty {
            return ["         new in the catalog"]
        }
        let strongest = found.parts.sorted { $0.share.magnitude > $1.share.magnitude }
        var lines = strongest.prefix(Self.reasonsShown).map { part in
            let name = part.title ?? part.because ?? part.category.map { "all of \($0)" }
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
