internal import CoreMetrics
internal import Recommending

/// Counts what rerankings come to.
struct RerankMeter: Sendable {
    let metrics: any MetricsFactory

    func count(_ result: Reranker.Result) {
        Counter(
            label: "ebb_rerank_lists_total",
            dimensions: [("outcome", result.outcome.label)], factory: metrics
        ).increment()
        if result.tokens > 0 {
            Counter(label: "ebb_rerank_tokens_total", factory: metrics)
                .increment(by: result.tokens)
        }
        if result.dropped > 0 {
            Counter(label: "ebb_rerank_dropped_total", factory: metrics)
                .increment(by: result.dropped)
        }
    }
}

extension RerankOutcome {
    fileprivate var label: String {
        switch self {
        case .reordered: "reordered"
        case .cached: "cached"
        case .kept(let reason): reason.rawValue
        }
    }
}
