public import CoreMetrics
internal import Synchronization

// The registry keeps families by name, a family its series by labels:
//
//      http_server_request_duration_seconds            family: histogram, bounds, help
//        {http_route="/api/feedback",…}                series: counts, sum
//        {http_route="/api/recommend/{id}",…}
//
// Callers get an instrument once and then use it without the registry, so only scrapes compete for
// its lock.

/// Keeps all metrics, and writes them as text for Prometheus.
///
///     let registry = Registry()
///     MetricsSystem.bootstrap(registry)
///     Counter(label: "orders").increment()
///     registry.text     // …orders_total 1
///
/// Names and labels are converted to the characters that Prometheus allows; counters end in
/// `_total`, timers in `_seconds`. Timers and aggregating recorders are histograms with fixed
/// buckets. The same name and labels give the same series. A name that already has another kind,
/// and any series beyond `seriesMax`, is not kept but counted as refused.
public final class Registry: MetricsFactory {
    private let configuration: MeteringConfiguration
    private let state = Mutex(State())

    private struct State {
        var families: [String: Family] = [:]
        var seriesCount = 0
        var refused = 0
    }

    /// Creates an empty registry.
    public init(_ configuration: MeteringConfiguration = MeteringConfiguration()) {
        self.configuration = configuration
    }

    /// Returns a counter, whose name gets the suffix `_total`.
    public func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        series(SeriesName(label, dimensions, suffix: "_total"), .counter) {
            .counter(CounterSeries())
        }.counter ?? Discard()
    }

    /// Returns a gauge: a number that goes up and down.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions) ?? Discard()
    }

    /// Returns a histogram for an aggregating recorder, else a gauge with the last value.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gauge(label, dimensions) ?? Discard() }
        let name = SeriesName(label, dimensions)
        return histogram(name, configuration.recorderBounds) ?? Discard()
    }

    /// Returns a histogram of seconds, whose name gets the suffix `_seconds`.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = SeriesName(label, dimensions, suffix: "_seconds")
        return histogram(name, configuration.timerBounds) ?? Discard()
    }

    /// Does nothing: a counter that disappeared and came back would look like a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Does nothing: the series stays.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Does nothing: the series stays.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Does nothing: the series stays.
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// All metrics in the Prometheus text format 0.0.4, in order of their names.
    public var text: String {
        let (families, refused) = state.withLock { ($0.families, $0.refused) }
        var text = PrometheusText()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text.write(family, name: name, help: configuration.descriptions[name]?.help)
        }
        text.write(refused: refused)
        return text.text
    }

    /// Reads the current values of all series with this Prometheus name, in order of their labels.
    public func readings(of name: String) -> [SeriesReading] {
        let family = state.withLock { $0.families[name] }
        return (family?.series ?? [:]).sorted { $0.key < $1.key }.compactMap { labels, series in
            SeriesReading(labels: labels, series)
        }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries? {
        series(SeriesName(label, dimensions), .gauge) { .gauge(GaugeSeries()) }.gauge
    }

    private func histogram(_ name: SeriesName, _ standard: [Double]) -> HistogramSeries? {
        let bounds = configuration.descriptions[name.name]?.bounds ?? standard
        return series(name, .histogram) {
            .histogram(HistogramSeries(bounds: bounds))
        }.histogram
    }

    /// Returns the series with this name and these labels. Creates it unless the limit is reached;
    /// then it returns a series without an instrument of this kind.
    private func series(
        _ name: SeriesName, _ kind: Family.Kind, _ make: () -> Series
    ) -> Series {
        state.withLock { state in
            var family = state.families[name.name] ?? Family(kind: kind)
            if family.kind == kind, let known = family.series[name.labels] { return known }
            guard family.kind == kind, state.seriesCount < configuration.seriesMax else {
                state.refused += 1
                return .none
            }
            let made = make()
            family.series[name.labels] = made
            state.families[name.name] = family
            state.seriesCount += 1
            return made
        }
    }
}

/// All series with the same name.
struct Family {
    /// The Prometheus name of the type.
    enum Kind: String { case counter, gauge, histogram }

    let kind: Kind
    /// The series, by their labels.
    var series: [String: Series] = [:]
}

/// The instrument of one series.
enum Series {
    case counter(CounterSeries)
    case gauge(GaugeSeries)
    case histogram(HistogramSeries)
    case none

    var counter: CounterSeries? { if case .counter(let series) = self { series } else { nil } }
    var gauge: GaugeSeries? { if case .gauge(let series) = self { series } else { nil } }
    var histogram: HistogramSeries? {
        if case .histogram(let series) = self { series } else { nil }
    }
}
