/// Curves over time or over any number, drawn as one SVG file that needs nothing else.
///
///     var chart = LineChart(title: "Interests of ann", xLabel: "time", yLabel: "weight", x: .time)
///     chart.add(LineChart.Series(name: "Inception", points: points))
///     try chart.svg.write(toFile: "ann.svg", atomically: true, encoding: .utf8)
///
/// Each curve carries its name at its right end, in its own colour (a palette that people with
/// any colour vision can tell apart: Okabe and Ito, 2008), and the colours of paper and ink follow
/// the reader's light or dark setting.
public struct LineChart: Sendable {
    /// One curve.
    public struct Series: Sendable {
        /// What stands at its end.
        public var name: String
        /// Where it goes: x ascending; y finite.
        public var points: [Point]
        /// Points joined by straight lines, or marks that stand alone (events).
        public var style: Style

        /// How a series is drawn.
        public enum Style: Sendable { case line, dashed, marks }

        /// Takes the curve.
        public init(name: String, points: [Point], style: Style = .line) {
            self.name = name
            self.points = points
            self.style = style
        }
    }

    /// A place on a curve: x in milliseconds since 1970 where the axis is time.
    public struct Point: Hashable, Sendable {
        /// To the right.
        public var x: Double
        /// Upwards.
        public var y: Double

        /// Takes both.
        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// What the x axis counts.
    public enum Abscissa: Sendable {
        /// Milliseconds since 1970, labelled with dates.
        case time
        /// Plain numbers.
        case number
    }

    /// The heading.
    public var title: String
    /// What the x axis is.
    public var xLabel: String
    /// What the y axis is.
    public var yLabel: String
    /// What the x axis counts.
    public var x: Abscissa
    /// A vertical line with a word beside it: where "now" is.
    public var mark: (x: Double, name: String)?
    private(set) var series: [Series] = []

    /// The most curves that a person can follow; more are not drawn.
    public static let seriesMax = 8

    /// An empty chart.
    public init(title: String, xLabel: String, yLabel: String, x: Abscissa) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.x = x
    }

    /// Adds a curve; beyond `seriesMax` it is left out.
    public mutating func add(_ curve: Series) {
        let drawable = curve.points.filter { $0.x.isFinite && $0.y.isFinite }
        guard series.count < Self.seriesMax, !drawable.isEmpty else { return }
        series.append(Series(name: curve.name, points: drawable, style: curve.style))
    }

    /// The picture.
    public var svg: String { Drawing(self).svg }
}
