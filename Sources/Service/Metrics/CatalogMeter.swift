internal import CoreMetrics
internal import Interest
internal import Recommending

/// Shows how the columns of the catalog stand.
struct CatalogMeter {
    let metrics: any MetricsFactory

    func show(_ status: CatalogStatus) {
        Gauge(label: "ebb_catalog_current", factory: metrics).record(status.isCurrent ? 1 : 0)
        Gauge(label: "ebb_catalog_items", factory: metrics).record(status.items)
        Gauge(label: "ebb_catalog_lookups", factory: metrics).record(status.lookups)
        if let followed = status.followed {
            Gauge(label: "ebb_catalog_followed_timestamp_seconds", factory: metrics)
                .record(Double(followed.milliseconds) / 1000)
        }
    }
}
