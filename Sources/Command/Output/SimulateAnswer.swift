import Interest
import Plot

/// The answer of `ebb simulate`: one user's interests under several laws.
struct SimulateAnswer: Encodable {
    struct Interest: Encodable {
        let item: ItemID
        /// The weights at the last point in time, one for each law.
        let weights: [Double]
    }

    struct Curve: Encodable {
        let law: String
        let weights: [Double]
    }

    /// The maximum number of laws: a chart has no more colors.
    static let lawsMax = LineChart.seriesMax
    /// The maximum number of points in time shown as text.
    private static let rowsMax = 13

    let user: UserID
    let behaviors: Int
    let laws: [String]
    let interests: [Interest]
    let item: ItemID
    let times: [String]
    let curves: [Curve]
    private let moments: [Timestamp]

    enum CodingKeys: String, CodingKey {
        case user, behaviors, laws, interests, item, times, curves
    }

    init(
        log: [Behavior], item: ItemID, times: [Timestamp], count: Int,
        laws: [(name: String, curves: [ItemID: [Double]])]
    ) {
        user = log[0].user
        behaviors = log.count
        self.laws = laws.map(\.name)
        self.item = item
        moments = times
        self.times = times.map(\.description)
        let items = Set(log.lazy.filter { $0.time <= times[times.count - 1] }.map(\.item))
        let all = items.map { item in
            Interest(item: item, weights: laws.map { $0.curves[item]?.last ?? 0 })
        }
        interests = Array(all.sorted(by: Self.isStronger).prefix(count))
        let none = [Double](repeating: 0, count: times.count)
        curves = laws.map { Curve(law: $0.name, weights: $0.curves[item] ?? none) }
    }

    /// The interests, ordered by their weight under the first law, then by item id.
    private static func isStronger(_ one: Interest, _ other: Interest) -> Bool {
        let (first, second) = (one.weights[0], other.weights[0])
        return first == second ? one.item < other.item : first > second
    }

    /// The followed interest under each law.
    var chart: LineChart {
        var chart = LineChart(
            title: "Interest of \(user.text.fitted(to: 24)) in \(item.text.fitted(to: 40))",
            xLabel: "time", yLabel: "weight", x: .time)
        for curve in curves {
            let points = zip(moments, curve.weights)
                .map { LineChart.Point(x: Double($0.milliseconds), y: $1) }
            chart.add(LineChart.Series(name: curve.law, points: points))
        }
        return chart
    }

    /// The letter that stands for a law in the tables.
    private static func letter(_ index: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))
    }

    /// The answer as text for people.
    var text: String {
        let letters = laws.indices.map(Self.letter)
        let legend = zip(letters, laws).map { "\($0)  \($1)" }.joined(separator: "\n")
        var left = Table([("ITEM", .left)] + letters.map { ($0, .right) })
        for interest in interests {
            left.add([interest.item.text.fitted(to: 24)] + interest.weights.map(Output.weight))
        }
        var over = Table([("TIME", .left)] + letters.map { ($0, .right) })
        for row in Array(times.indices).thinned(to: Self.rowsMax) {
            over.add([times[row]] + curves.map { Output.weight($0.weights[row]) })
        }
        return """
            \(behaviors.grouped) behaviors of \(user.text.fitted(to: 40))

            \(legend)

            Weights at \(times.last ?? "")

            \(left.text)

            Interest in \(item.text.fitted(to: 40)) over time

            \(over.text)
            """
    }
}
