/// A line chart over time or numbers, drawn as one self-contained SVG file.
///
///     var chart = LineChart(title: "Interests of ann", xLabel: "time", yLabel: "weight", x: .time)
///     chart.add(LineChart.Series(name: "Inception", points: points))
///     try chart.svg.write(toFile: "ann.svg", atomically: true, encoding: .utf8)
///
/// Each curve has its name at its right end, in its own color (a palette that is safe for all
/// kinds of color vision: Okabe and Ito, 2008). The background and text colors follow the
/// reader's light or dark setting.
public struct LineChart: Sendable {
    /// One curve.
    public struct Series: Sendable {
        /// The name, drawn at the end of the curve.
        public var name: String
        /// The points, with ascending x and finite y.
        public var points: [Point]
        /// The style: points joined by lines, or separate marks (events).
        public var style: Style

        /// The style of a series.
        public enum Style: Sendable { case line, dashed, marks }

        /// Creates a series.
        public init(name: String, points: [Point], style: Style = .line) {
            self.name = name
            self.points = points
            self.style = style
        }
    }

    /// A point on a curve; on a time axis, x is in milliseconds since 1970.
    public struct Point: Hashable, Sendable {
        /// The x coordinate, to the right.
        public var x: Double
        /// The y coordinate, upward.
        public var y: Double

        /// Creates a point.
        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// The kind of the x axis.
    public enum Abscissa: Sendable {
        /// Milliseconds since 1970, labeled with dates.
        case time
        /// Plain numbers.
        case number
    }

    /// The title above the chart.
    public var title: String
    /// The label of the x axis.
    public var xLabel: String
    /// The label of the y axis.
    public var yLabel: String
    /// The kind of the x axis.
    public var x: Abscissa
    /// A vertical line with a label, such as "now".
    public var mark: (x: Double, name: String)?
    private(set) var series: [Series] = []

    /// The maximum number of curves that a reader can follow; more are not drawn.
    public static let seriesMax = 8

    /// Creates an empty chart.
    public init(title: String, xLabel: String, yLabel: String, x: Abscissa) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.x = x
    }

    /// Adds a curve, unless there are `seriesMax` already.
    public mutating func add(_ curve: Series) {
        let drawable = curve.points.filter { $0.x.isFinite && $0.y.isFinite }
        guard series.count < Self.seriesMax, !drawable.isEmpty else { return }
        series.append(Series(name: curve.name, points: drawable, style: curve.style))
    }

    /// The chart as SVG.
    public var svg: String { Drawing(self).svg }
}
