internal import CoreMetrics
internal import Interest
internal import Recommending

/// Shows which models serve. How old one is, Prometheus works out itself:
/// `time() - ebb_model_trained_timestamp_seconds`.
struct ModelMeter {
    let metrics: any MetricsFactory

    /// Shows what is on the shelf now.
    func show(_ shelf: ModelShelf) {
        Gauge(label: "ebb_models_refused", factory: metrics).record(shelf.refusals.count)
        for model in shelf.contents.models.values {
            let labels = [("recommender", model.summary.recommender)]
            Gauge(label: "ebb_model_version", dimensions: labels, factory: metrics)
                .record(model.summary.version)
            Gauge(
                label: "ebb_model_trained_timestamp_seconds", dimensions: labels, factory: metrics
            ).record(Double(model.summary.time.milliseconds) / 1000)
            Gauge(label: "ebb_model_behaviors", dimensions: labels, factory: metrics)
                .record(model.summary.behaviors)
        }
    }
}
