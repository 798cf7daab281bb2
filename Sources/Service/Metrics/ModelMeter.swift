internal import CoreMetrics
internal import Interest
internal import Recommending
internal import Work

/// Shows which models serve. How old one is, Prometheus works out itself:
/// `time() - ebb_model_trained_timestamp_seconds`.
struct ModelMeter {
    let metrics: any MetricsFactory

    /// Shows how the last trainings went: 1 at the outcome of each, 0 at all others.
    func show(
        _ trainings: [TrainingEntry], now: Timestamp, isAlive: (ProcessOwner) -> Bool?
    ) {
        for entry in trainings {
            let labels = [("recommender", entry.recommender)]
            Gauge(label: "ebb_training_timestamp_seconds", dimensions: labels, factory: metrics)
                .record(Double(entry.updated.milliseconds) / 1000)
            Gauge(label: "ebb_training_duration_seconds", dimensions: labels, factory: metrics)
                .record(Double(entry.took.milliseconds) / 1000)
            let found = entry.outcome(at: now, isAlive: isAlive(entry.owner))
            for outcome in TrainingEntry.Outcome.allCases {
                Gauge(
                    label: "ebb_training_outcome",
                    dimensions: labels + [("outcome", outcome.rawValue)], factory: metrics
                ).record(outcome == found ? 1 : 0)
            }
        }
    }

    /// Shows what is that serves now.
    func show(_ serving: ServingModels) {
        Gauge(label: "ebb_models_refused", factory: metrics).record(serving.refusals.count)
        for model in serving.contents.models.values {
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
