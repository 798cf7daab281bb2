/// Writes the Prometheus text format, version 0.0.4: one line for each number, with the help text
/// and the type before each name.
struct PrometheusText {
    /// The media type, as an HTTP header gives it.
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    mutating func write(_ family: Family, name: String, help: String?) {
        head(name, type: family.kind.rawValue, help: help)
        for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
            switch series {
            case .counter(let counter): line(name, labels, counter.value)
            case .gauge(let gauge): line(name, labels, gauge.value)
            case .histogram(let histogram): write(histogram, name, labels)
            case .none: break
            }
        }
    }

    /// The number of instruments that were rejected.
    mutating func write(refused: Int) {
        let name = "metering_series_refused_total"
        head(name, type: "counter", help: "Instruments rejected because of the limit on series.")
        line(name, "", Double(refused))
    }

    private mutating func head(_ name: String, type: String, help: String?) {
        if let help { text += "# HELP \(name) \(SeriesName.escaped(help, quotes: false))\n" }
        text += "# TYPE \(name) \(type)\n"
    }

    /// Buckets are cumulative: each counts all values up to its bound.
    private mutating func write(_ histogram: HistogramSeries, _ name: String, _ labels: String) {
        let reading = histogram.reading
        let prefix = labels.isEmpty ? "" : labels + ","
        var count: UInt64 = 0
        for (bound, here) in zip(histogram.bounds + [.infinity], reading.counts) {
            count += here
            line("\(name)_bucket", "\(prefix)le=\"\(Self.number(bound))\"", Double(count))
        }
        line("\(name)_sum", labels, reading.sum)
        line("\(name)_count", labels, Double(count))
    }

    private mutating func line(_ name: String, _ labels: String, _ value: Double) {
        text += labels.isEmpty ? name : "\(name){\(labels)}"
        text += " \(Self.number(value))\n"
    }

    /// A number in the format of Go; whole numbers have no decimal point.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), value.magnitude < 0x1p53 { return "\(Int64(value))" }
        return "\(value)"
    }
}

extension Registry {
    /// The media type of ``text``.
    public static var mediaType: String { PrometheusText.mediaType }
}
