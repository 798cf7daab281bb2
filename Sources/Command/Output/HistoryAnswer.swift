import Interest
import Plot
import Wire

extension HistoryAnswer {
    /// The limits of the text: the number of points in time, and of interests side by side.
    private static var rowsMax: Int { 13 }
    private static var columnsMax: Int { 6 }

    /// The chart, with at most as many curves as people can tell apart.
    var chart: LineChart {
        var chart = LineChart(
            title: "Interests of \(user.fitted(to: 40))", xLabel: "time",
            yLabel: "weight", x: .time)
        for curve in interests {
            let points = zip(times, curve.weights)
                .map { LineChart.Point(x: Double($0.milliseconds), y: $1) }
            chart.add(LineChart.Series(name: curve.title ?? curve.item, points: points))
        }
        return chart
    }

    /// The answer as text for people.
    var text: String {
        guard !interests.isEmpty else {
            let end = times.last?.description ?? "then"
            return "\(user.fitted(to: 40)) has no behaviors up to \(end)."
        }
        var legend = Table(("", .left), ("PEAK", .right), ("ITEM", .left), ("TITLE", .left))
        for (index, curve) in interests.enumerated() {
            legend.add(
                index < Self.columnsMax ? "#\(index + 1)" : "", Output.weight(curve.peak),
                curve.item.fitted(to: 24), (curve.title ?? "").fitted(to: 48))
        }
        let shown = interests.prefix(Self.columnsMax)
        var table = Table([("TIME", .left)] + shown.indices.map { ("#\($0 + 1)", .right) })
        for row in Array(times.indices).thinned(to: Self.rowsMax) {
            table.add([times[row].description] + shown.map { Output.weight($0.weights[row]) })
        }
        let ends =
            times.first.flatMap { first in times.last.map { "from \(first) to \($0)" } } ?? ""
        return "Interests of \(user.fitted(to: 40)) \(ends), ordered by peak\n\n"
            + legend.text + "\n\n" + table.text
    }
}
