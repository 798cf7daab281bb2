import Foundation
import Recommending

/// An evaluation as one self-contained HTML page: no scripts, no external files.
struct EvaluateReport {
    private let answer: EvaluateAnswer

    init(_ answer: EvaluateAnswer) { self.answer = answer }

    /// Writes the page, replacing an existing file.
    func write(to path: String) throws {
        do {
            try Data(html.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure(
                "cannot write the report to \(path): \(error.localizedDescription)")
        }
    }

    /// The page.
    var html: String {
        let depth = answer.rows.first?.figures.first?.depth ?? 10
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Recommenders compared</title><style>\(Self.style)</style></head><body><main>
            <h1>Recommenders compared</h1>
            <p class="lead">\(lead(depth))</p>
            <dl class="sizes">\(sizes)</dl>
            <h2>The best of each recommender</h2>
            <p>NDCG@\(depth), with the decay law that is best for each recommender; \(certainty)
            The law of a blend was chosen on the training part. The laws of the others are chosen
            by these figures, so their results are slightly too high.</p>
            \(chart)
            <h2>The effect of decay</h2>
            <p>The same models without decay and with the best law.</p>
            \(fading(depth))
            <h2>All figures</h2>
            <div class="wide">\(table)</div>
            \(choices)
            <h2>How it was measured</h2>
            <p>\(method)</p>
            <p>Coverage is the fraction of the items that appear in any list. Novelty is the mean
            surprisal of the items in the lists, in bits. Diversity says how rarely two items of
            one list belong to the same users. Recall is the fraction of the items to be predicted
            that are in the list; precision is the fraction of the list that was predicted
            correctly.</p>
            </main></body></html>

            """
    }

    private var method: String {
        let asked =
            switch answer.log.mode {
            case EvaluationMode.nextBasket.rawValue:
                "each basket after the split in time is predicted from everything its user did "
                    + "before"
            case EvaluationMode.leaveLastOut.rawValue:
                "the last behavior of every user is predicted from everything before it, with "
                    + "models trained on all other behaviors"
            default:
                "each behavior after the split in time is predicted from everything its user did "
                    + "before"
            }
        let parts = answer.log.parts.map {
            " Figures are means over \($0), each with its own models."
        }
        return "Rare items (under 5 behaviors) and users (under 3) are dropped, in three passes; "
            + asked
            + ". " + learning
            + " Equal scores share the average rank. The weights and the law of a blend "
            + "are chosen on the end of the training part. Intervals come from resampling users "
            + "with replacement." + (parts ?? "")
    }

    private var learning: String {
        answer.log.evaluationProtocol == EvaluationProtocol.live.rawValue
            ? "By the live protocol each is learned once it is predicted, and all items met by "
                + "then are ranked: popularity, trending, item-neighbors and blend know every "
                + "behavior before it, the others stay as trained at the split."
            : "By the frozen protocol all items are ranked, and models do not change after the "
                + "split; only trending keeps counting."
    }

    /// Whether several items are predicted at a time; with one item, recall equals the hit rate.
    private var seeksSeveral: Bool { answer.log.mode == EvaluationMode.nextBasket.rawValue }

    private var certainty: String {
        answer.rows.contains { $0.spread != nil }
            ? "the thin line is one standard deviation over the parts in each direction."
            : "the thin line is the 95 % confidence interval."
    }

    private func lead(_ depth: Int) -> String {
        guard let best = answer.rows.max(by: { $0.ndcg < $1.ndcg }) else { return "" }
        let plain = answer.rows.filter { $0.law == "none" || $0.law == nil && !$0.isLive }
            .max { $0.ndcg < $1.ndcg }
        var text =
            "<strong>\(best.recommender.escaped)</strong> predicts best what users did next: "
            + "NDCG@\(depth) \(Output.number(best.ndcg, digits: 4))"
        if let plain, plain.ndcg > 0, plain.ndcg < best.ndcg {
            text +=
                ", \(Output.number(best.ndcg / plain.ndcg, digits: 2)) times the best result "
                + "without decay (\(plain.recommender.escaped), "
                + "\(Output.number(plain.ndcg, digits: 4)))"
        }
        return text + "."
    }

    private var sizes: String {
        let log = answer.log
        let pairs = [
            (log.behaviors.grouped, "behaviors"), (log.users.grouped, "users"),
            (log.items.grouped, "items"), (log.trainingText, "for training"),
            (log.queries.grouped, "predicted"),
            (log.repeats ? "yes" : "no", "repeats count"), (log.mode, "mode"),
            (log.evaluationProtocol, "protocol"),
        ]
        return pairs.map { "<div><dd>\($0)</dd><dt>\($1)</dt></div>" }.joined()
    }

    /// The best row of every recommender, best first.
    private var bests: [EvaluateAnswer.Row] {
        Dictionary(grouping: answer.rows, by: \.recommender).values
            .compactMap { rows in rows.max { $0.ndcg < $1.ndcg } }
            .sorted { ($0.ndcg, $1.recommender) > ($1.ndcg, $0.recommender) }
    }

    private var chart: String {
        let rows = bests
        let (height, left, width) = (30, 210, 520)
        let ends = rows.map { max($0.ndcg, $0.line?.high ?? 0) }
        let scale = Double(width) / max(1e-9, ends.max() ?? 1)
        let bars = rows.enumerated().map { index, row in
            let y = index * height
            let length = row.ndcg * scale
            var bar =
                "<text x=\"\(left - 10)\" y=\"\(y + 19)\" class=\"name\">"
                + "\(row.recommender.escaped)</text><rect x=\"\(left)\" y=\"\(y + 5)\" "
                + "width=\"\(Self.place(length))\" height=\"20\" rx=\"3\" "
                + "class=\"\(index == 0 ? "bar first" : "bar")\"/>"
            var end = length
            if let line = row.line {
                let (low, high) = (line.low * scale, line.high * scale)
                bar +=
                    "<line x1=\"\(Self.place(Double(left) + low))\" y1=\"\(y + 15)\" "
                    + "x2=\"\(Self.place(Double(left) + high))\" y2=\"\(y + 15)\" class=\"sure\"/>"
                end = max(end, high)
            }
            let label = [Output.number(row.ndcg, digits: 4), row.law].compactMap(\.self)
            return bar
                + "<text x=\"\(Self.place(Double(left) + end + 8))\" y=\"\(y + 19)\" "
                + "class=\"value\">\(label.joined(separator: " · ").escaped)</text>"
        }
        let label = "NDCG of \(rows.count) recommenders, best first"
        let size = "0 0 1000 \(rows.count * height)"
        return "<div class=\"wide\"><svg viewBox=\"\(size)\" role=\"img\" "
            + "aria-label=\"\(label)\">\(bars.joined())</svg></div>"
    }

    private static func place(_ value: Double) -> String { Output.number(value, digits: 1) }

    private func fading(_ depth: Int) -> String {
        let groups = Dictionary(grouping: answer.rows, by: \.recommender)
        let lines = groups.keys.sorted().compactMap { name -> String? in
            guard let rows = groups[name],
                let plain = rows.first(where: { $0.law == "none" }),
                let best = rows.filter({ $0.law != "none" }).max(by: { $0.ndcg < $1.ndcg }),
                plain.ndcg > 0
            else { return nil }
            let change = 100 * (best.ndcg / plain.ndcg - 1)
            return "<tr><td>\(name.escaped)</td><td>\(Output.number(plain.ndcg, digits: 4))</td>"
                + "<td>\(Output.number(best.ndcg, digits: 4))</td>"
                + "<td>\((best.law ?? "").escaped)</td>"
                + "<td>\(change >= 0 ? "+" : "−")\(Output.number(abs(change), digits: 0)) %</td>"
                + "</tr>"
        }
        guard !lines.isEmpty else { return "<p>No model was evaluated both ways.</p>" }
        return "<table><thead><tr><th>recommender</th><th>no decay</th><th>NDCG@\(depth)</th>"
            + "<th>best law</th><th>change</th></tr></thead>"
            + "<tbody>\(lines.joined())</tbody></table>"
    }

    private var table: String {
        let depths = answer.rows.first?.figures ?? []
        let hasLists = depths.first?.coverage != nil
        let figures =
            ["NDCG", "HR"] + (seeksSeveral ? ["recall"] : []) + ["precision", "MRR"]
            + (hasLists ? ["coverage", "novelty", "diversity"] : [])
        let names = depths.flatMap { depth in figures.map { "\($0)@\(depth.depth)" } }
        let head = ["recommender", "read by"] + names
        let lines = answer.rows.map { row in
            let figures = row.figures.flatMap { figures in
                [figures.ndcg, figures.hitRate] + (seeksSeveral ? [figures.recall] : [])
                    + [figures.precision, figures.reciprocalRank]
                    + [figures.coverage, figures.novelty, figures.diversity].compactMap(\.self)
            }
            let cells =
                [row.recommender, row.law ?? "–"]
                + figures.map { Output.number($0, digits: 4) }
            return "<tr>" + cells.map { "<td>\($0.escaped)</td>" }.joined() + "</tr>"
        }
        return "<table><thead><tr>" + head.map { "<th>\($0.escaped)</th>" }.joined()
            + "</tr></thead><tbody>\(lines.joined())</tbody></table>"
    }

    private var choices: String {
        let lines = answer.rows.compactMap { row in
            row.choice.map { "<p>\(row.recommender.escaped) = \($0.escaped)</p>" }
        }
        return lines.joined()
    }

    private static let style = """
        :root{color-scheme:light dark;--ink:#1d2327;--dim:#5b6770;--line:#d8dee3;--page:#fff;\
        --bar:#9db8c9;--first:#1f6f8b}\
        @media(prefers-color-scheme:dark){:root{--ink:#e6eaed;--dim:#9aa7b0;--line:#364049;\
        --page:#14191d;--bar:#46606f;--first:#2b84a3}}\
        body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,sans-serif}\
        main{max-width:62rem;margin:0 auto;padding:2.5rem 1.25rem}\
        h1{font-size:1.9rem;margin:0 0 .5rem}h2{font-size:1.2rem;margin:2.4rem 0 .4rem}\
        p{max-width:46rem}.lead{font-size:1.1rem}\
        .sizes{display:flex;flex-wrap:wrap;gap:.4rem 2.2rem;margin:1.4rem 0}\
        .sizes div{display:flex;flex-direction:column}.sizes dd{margin:0;font-size:1.25rem;\
        font-variant-numeric:tabular-nums}.sizes dt{color:var(--dim);font-size:.85rem}\
        svg{width:100%;min-width:44rem;height:auto}.wide{overflow-x:auto}\
        .bar{fill:var(--bar)}.first{fill:var(--first)}.sure{stroke:var(--ink);stroke-width:1.5}\
        text{fill:var(--ink);font-size:14px}.name{text-anchor:end}\
        .value{fill:var(--dim);font-variant-numeric:tabular-nums}\
        table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums}\
        th,td{padding:.3rem .7rem;border-bottom:1px solid var(--line);text-align:right;\
        white-space:nowrap}th{color:var(--dim);font-weight:600}\
        th:first-child,td:first-child{text-align:left}
        """
}

extension EvaluateAnswer.Row {
    /// The NDCG at the first depth.
    fileprivate var ndcg: Double { figures.first?.ndcg ?? 0 }

    /// The ends of the thin line.
    fileprivate var line: (low: Double, high: Double)? {
        if let spread { return (max(0, ndcg - spread), ndcg + spread) }
        return ndcgInterval.map { ($0[0], $0[1]) }
    }

    /// Whether the recommender keeps counting while it is measured.
    fileprivate var isLive: Bool { recommender.hasPrefix("trending") || recommender == "blend" }
}

extension String {
    /// The text, escaped for HTML.
    fileprivate var escaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
