/// Draws a chart as SVG: computes sizes and scales, and writes the elements.
struct Drawing {
    private static let width = 1000.0
    private static let height = 480.0
    private static let margin = (top: 56.0, right: 250.0, bottom: 60.0, left: 70.0)
    /// The minimum distance between two names at the right edge, so that they do not overlap.
    private static let nameHeight = 17.0

    private let chart: LineChart
    private let xRange: ClosedRange<Double>
    private let yRange: ClosedRange<Double>

    init(_ chart: LineChart) {
        self.chart = chart
        let points = chart.series.flatMap(\.points)
        xRange = Self.range(points.map(\.x), from: nil)
        yRange = Self.range(points.map(\.y), from: 0)
    }

    private static func range(_ values: [Double], from zero: Double?) -> ClosedRange<Double> {
        let lowest = min(values.min() ?? 0, zero ?? .infinity)
        let highest = max(values.max() ?? 1, zero ?? -.infinity)
        guard highest > lowest else { return lowest...(lowest + 1) }
        return zero == nil ? lowest...highest : lowest...(highest + (highest - lowest) * 0.05)
    }

    var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width.fixed(0)) \
        \(Self.height.fixed(0))" role="img" aria-label="\(chart.title.escaped)">
        <style>\(Self.style)</style>
        <rect class="paper" width="100%" height="100%"/>
        <text class="title" x="\(Self.margin.left.fixed(0))" y="30">\(chart.title.escaped)</text>
        \(axes)
        \(mark)
        \(curves)
        \(names)
        </svg>

        """
    }

    private static let colors = [
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6bb1", "#7f7f7f",
    ]

    private static let style = """
        text{font:13px system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC",\
        sans-serif;fill:#222}.title{font-size:17px;font-weight:600}.label{fill:#555}\
        .grid{stroke:#ddd;stroke-width:1}.axis{stroke:#888;stroke-width:1}\
        .mark{stroke:#888;stroke-width:1;stroke-dasharray:3 3}.paper{fill:#fff}\
        .curve{fill:none;stroke-width:2.2;stroke-linejoin:round}\
        @media(prefers-color-scheme:dark){.paper{fill:#16181c}text{fill:#e6e6e6}\
        .label{fill:#aaa}.grid{stroke:#333}.axis,.mark{stroke:#777}}
        """

    private var right: Double { Self.width - Self.margin.right }
    private var bottom: Double { Self.height - Self.margin.bottom }

    private func across(_ x: Double) -> Double {
        Self.margin.left + (x - xRange.lowerBound) / (xRange.upperBound - xRange.lowerBound)
            * (right - Self.margin.left)
    }

    private func down(_ y: Double) -> Double {
        bottom - (y - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound)
            * (bottom - Self.margin.top)
    }

    private var axes: String {
        let xTicks =
            chart.x == .time
            ? Ticks.moments(xRange, count: 7) : Ticks.numbers(xRange, count: 8)
        let yTicks = Ticks.numbers(yRange, count: 6)
        var lines = zip(yTicks.values, yTicks.labels).map { value, label in
            let y = down(value).fixed(1)
            return """
                <line class="grid" x1="\(Self.margin.left.fixed(1))" x2="\(right.fixed(1))" \
                y1="\(y)" y2="\(y)"/><text class="label" text-anchor="end" \
                x="\((Self.margin.left - 8).fixed(1))" y="\((down(value) + 4).fixed(1))">\
                \(label)</text>
                """
        }
        lines += zip(xTicks.values, xTicks.labels).map { value, label in
            let x = across(value).fixed(1)
            return """
                <line class="axis" x1="\(x)" x2="\(x)" y1="\(bottom.fixed(1))" \
                y2="\((bottom + 5).fixed(1))"/><text class="label" text-anchor="middle" \
                x="\(x)" y="\((bottom + 21).fixed(1))">\(label)</text>
                """
        }
        lines.append(
            """
            <line class="axis" x1="\(Self.margin.left.fixed(1))" x2="\(right.fixed(1))" \
            y1="\(bottom.fixed(1))" y2="\(bottom.fixed(1))"/>
            <text class="label" text-anchor="middle" \
            x="\(((Self.margin.left + right) / 2).fixed(1))" y="\((Self.height - 14).fixed(1))">\
            \(chart.xLabel.escaped)</text>
            <text class="label" text-anchor="middle" transform="translate(18 \
            \(((Self.margin.top + bottom) / 2).fixed(1))) rotate(-90)">\
            \(chart.yLabel.escaped)</text>
            """)
        return lines.joined(separator: "\n")
    }

    private var mark: String {
        guard let mark = chart.mark, xRange ~= mark.x else { return "" }
        let x = across(mark.x).fixed(1)
        return """
            <line class="mark" x1="\(x)" x2="\(x)" y1="\(Self.margin.top.fixed(1))" \
            y2="\(bottom.fixed(1))"/><text class="label" text-anchor="middle" x="\(x)" \
            y="\((Self.margin.top - 6).fixed(1))">\(mark.name.escaped)</text>
            """
    }

    private var curves: String {
        zip(chart.series, Self.colors).map { series, color in
            guard series.style != .marks else {
                return series.points.map { point in
                    """
                    <circle cx="\(across(point.x).fixed(1))" cy="\(down(point.y).fixed(1))" \
                    r="3.5" fill="\(color)"/>
                    """
                }.joined(separator: "\n")
            }
            let places = series.points.map { "\(across($0.x).fixed(1)),\(down($0.y).fixed(1))" }
            let dash = series.style == .dashed ? " stroke-dasharray=\"7 4\"" : ""
            return """
                <polyline class="curve" stroke="\(color)"\(dash) \
                points="\(places.joined(separator: " "))"/>
                """
        }.joined(separator: "\n")
    }

    /// Places the names from top to bottom, in the order in which the curves end, and moves them
    /// apart when two ends are close.
    private var names: String {
        let ends = zip(chart.series, Self.colors)
            .map { (name: $0.name, color: $1, y: down($0.points.last?.y ?? 0)) }
            .sorted { $0.y < $1.y }
        var places: [Double] = []
        for end in ends { places.append(max(end.y, (places.last ?? 0) + Self.nameHeight)) }
        let overflow = max(0, (places.last ?? 0) - bottom)
        for index in places.indices.reversed() {
            let limit =
                index == places.count - 1
                ? places[index] - overflow : places[index + 1] - Self.nameHeight
            places[index] = min(places[index], limit)
        }
        return zip(ends, places).map { end, y in
            """
            <text x="\((right + 10).fixed(1))" y="\((y + 4).fixed(1))" \
            style="fill:\(end.color);font-weight:600">\(end.name.shortened(to: 32).escaped)</text>
            """
        }.joined(separator: "\n")
    }
}

extension String {
    /// Escapes the text for XML text and attributes, and drops control characters.
    var escaped: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case _ where scalar.value < 32 || scalar.value == 127: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    fileprivate func shortened(to length: Int) -> String {
        count <= length ? self : prefix(length - 1) + "…"
    }
}
