import Interest
import Plot

/// The answer of `ebb interests --history`: the strongest interests over time.
struct HistoryAnswer: Encodable {
    struct Curve: Encodable {
        let item: ItemID
        let title: String?
        let peak: Double
        let weights: [Double]
    }

    /// The limits of the text: the number of points in time, and of interests side by side.
    private static let rowsMax = 13
    private static let columnsMax = 6

    let user: UserID
    let times: [String]
    let curves: [Curve]
    private let moments: [Timestamp]

    enum CodingKeys: String, CodingKey { case user, times, curves }

    init(user: UserID, history: InterestHistory, titles: [ItemID: Item]) {
        self.user = user
        moments = history.times
        times = history.times.map(\.description)
        curves = history.curves.map {
            Curve(
                item: $0.item, title: titles[$0.item]?.title, peak: $0.peak, weights: $0.weights)
        }
    }

    /// The chart, with at most as many curves as people can tell apart.
    var chart: LineChart {
        var chart = LineChart(
            title: "Interests of \(user.text.fitted(to: 40))", xLabel: "time",
            yLabel: "weight", x: .time)
        for curve in curves {
            let points = zip(moments, curve.weights)
                .map { LineChart.Point(x: Double($0.milliseconds), y: $1) }
            chart.add(LineChart.Series(name: curve.title ?? curve.item.text, points: points))
        }
        return chart
    }

    /// The answer as text for people.
    var text: String {
        guard !curves.isEmpty else {
            return "\(user.text.fitted(to: 40)) has no behaviors up to \(times.last ?? "then")."
        }
        var legend = Table(("", .left), ("PEAK", .right), ("ITEM", .left), ("TITLE", .left))
        for (index, curve) in curves.enumerated() {
            legend.add(
                index < Self.columnsMax ? "#\(index + 1)" : "", Output.weight(curve.peak),
                curve.item.text.fitted(to: 24), (curve.title ?? "").fitted(to: 48))
        }
        let shown = curves.prefix(Self.columnsMax)
        var table = Table([("TIME", .left)] + shown.indices.map { ("#\($0 + 1)", .right) })
        for row in Array(times.indices).thinned(to: Self.rowsMax) {
            table.add([times[row]] + shown.map { Output.weight($0.weights[row]) })
        }
        let ends = "from \(times.first ?? "") to \(times.last ?? "")"
        return "Interests of \(user.text.fitted(to: 40)) \(ends), ordered by peak\n\n"
            + legend.text + "\n\n" + table.text
    }
}
