import Testing

@testable import Plot

struct LineChartTests {
    private func chart(_ name: String = "one", points: [LineChart.Point]) -> LineChart {
        var chart = LineChart(title: "Title", xLabel: "x", yLabel: "y", x: .number)
        chart.add(.init(name: name, points: points))
        return chart
    }

    @Test func `markup in names is shown and never run`() {
        let svg = chart("<script>&\"", points: [.init(x: 0, y: 1), .init(x: 1, y: 2)]).svg
        #expect(!svg.contains("<script>"))
        #expect(svg.contains("&lt;script&gt;&amp;&quot;"))
    }

    @Test func `a chart of nothing, of one point and of equal values is still a picture`() {
        let empty = LineChart(title: "Nothing", xLabel: "x", yLabel: "y", x: .time)
        for chart in [
            empty, chart(points: [.init(x: 5, y: 0)]),
            chart(points: [.init(x: 0, y: 3), .init(x: 1, y: 3)]),
            chart(points: [.init(x: .nan, y: 1), .init(x: 0, y: .infinity)]),
        ] {
            #expect(chart.svg.hasSuffix("</svg>\n"))
            #expect(!chart.svg.contains("nan"))
            #expect(!chart.svg.contains("inf"))
        }
    }

    @Test func `no more curves are drawn than a person can follow`() {
        var chart = LineChart(title: "Many", xLabel: "x", yLabel: "y", x: .number)
        for index in 0..<20 {
            chart.add(.init(name: "curve \(index)", points: [.init(x: 0, y: Double(index))]))
        }
        #expect(chart.series.count == LineChart.seriesMax)
    }

    @Test func `ticks are round numbers`() {
        #expect(
            Ticks.numbers(0...1, count: 5).labels == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(Ticks.numbers(0...93, count: 5).labels == ["0", "20", "40", "60", "80"])
    }

    @Test func `ticks of time are dates, or hours where the range is short`() {
        let day = 86_400_000.0
        let start = 15_000 * day
        #expect(
            Ticks.moments(start...(start + 4 * day), count: 7).labels
                == ["2011-01-26", "2011-01-27", "2011-01-28", "2011-01-29", "2011-01-30"])
        #expect(
            Ticks.moments(start...(start + day / 4), count: 7).labels.first == "01-26 00:00")
    }
}
