public import CoreMetrics
internal import Synchronization

// The registry keeps families by name, a family its series by labels:
//
//      http_server_request_duration_seconds            family: histogram, bounds, help
//        {http_route="/api/feedback",…}                series: counts, sum
//        {http_route="/api/recommend/{id}",…}
//
// Instruments are asked for once and then used without the registry, so its lock is in nobody's
// way but a scrape's.

/// Keeps what is measured, for Prometheus to fetch.
///
///     let registry = Registry()
///     MetricsSystem.bootstrap(registry)
///     Counter(label: "orders").increment()
///     registry.text     // …orders_total 1
///
/// Names and labels are brought into Prometheus' letters; counters end in `_total`, timers in
/// `_seconds`. Timers, and recorders that aggregate, are histograms with fixed buckets. The same
/// name and labels give the same series. A name that is there as another kind, and whatever goes
/// beyond `seriesMax`, is kept by nobody, and counted as refused.
public final class Registry: MetricsFactory {
    private let configuration: MeteringConfiguration
    private let state = Mutex(State())

    private struct State {
        var families: [String: Family] = [:]
        var seriesCount = 0
        var refused = 0
    }

    /// A registry with nothing in it yet.
    public init(_ configuration: MeteringConfiguration = MeteringConfiguration()) {
        self.configuration = configuration
    }

    /// A number that grows, under the name with `_total`.
    public func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        series(SeriesName(label, dimensions, suffix: "_total"), .counter) {
            .counter(CounterSeries())
        }.counter ?? Discard()
    }

    /// A number that goes up and down.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions) ?? Discard()
    }

    /// A histogram where values are to be aggregated, else the last value.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gauge(label, dimensions) ?? Discard() }
        let name = SeriesName(label, dimensions)
        return histogram(name, configuration.recorderBounds) ?? Discard()
    }

    /// A histogram of seconds, under the name with `_seconds`.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = SeriesName(label, dimensions, suffix: "_seconds")
        return histogram(name, configuration.timerBounds) ?? Discard()
    }

    /// Keeps it: a counter that went away and came back would look like a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Keeps it.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Keeps it.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Keeps it.
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything, in Prometheus' text format 0.0.4, in the order of names.
    public var text: String {
        let (families, refused) = state.withLock { ($0.families, $0.refused) }
        var text = PrometheusText()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text.write(family, name: name, help: configuration.descriptions[name]?.help)
        }
        text.write(refused: refused)
        return text.text
    }

    /// The series of one name as they stand, by its name in Prometheus' letters, in the order of
    /// their labels.
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

    /// The series of this name, made where there is room for it; one that has no instrument of
    /// the kind where not.
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

/// All series of one name.
struct Family {
    /// What Prometheus calls the type.
    enum Kind: String { case counter, gauge, histogram }

    let kind: Kind
    /// By their labels.
    var series: [String: Series] = [:]
}

/// What counts one name with its labels.
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
