import EbbClient
import Metering

/// What happened on a server between two scrapes.
struct TopReading: Encodable {
    /// The requests of one route.
    struct Route: Encodable {
        let route: String
        let perSecond: Double
        /// Nil when there were no requests.
        let p50Seconds: Double?
        let p99Seconds: Double?
        /// The number of answers with status 500 and above, a second.
        let failedPerSecond: Double
    }

    /// An item, as the service names it.
    struct HotItem: Encodable {
        let id: String
        let score: Double

        private enum CodingKeys: String, CodingKey {
            case id = "Id"
            case score = "Score"
        }
    }

    struct Model: Encodable {
        let recommender: String
        let version: Int
        /// When the model was trained, in seconds since 1970.
        let trained: Double?
    }

    /// The maximum number of routes, the busiest first.
    static let routesMax = 12
    /// The maximum number of items.
    static let itemsMax = 8

    let seconds: Double
    let requestsPerSecond: Double
    let activeRequests: Int
    let readsWaiting: Int
    let readsRefusedPerSecond: Double
    let behaviorsPerSecond: Double
    let foldsPerSecond: Double
    let foldedPerSecond: Double
    let retriesPerSecond: Double
    let laneWaitP99Seconds: Double?
    let residentBytes: Int
    let routes: [Route]
    let models: [Model]
    /// The trending items; the score is an item's fraction of all decayed behaviors.
    let hottest: [HotItem]

    init(from first: Scrape, to last: Scrape, seconds: Double, hottest: [Score] = []) {
        self.hottest = hottest.map { HotItem(id: $0.id, score: $0.score) }
        let change = ScrapeChange(from: first, to: last, seconds: seconds)
        self.seconds = seconds
        requestsPerSecond = change.rate("\(Self.request)_count")
        activeRequests = Int(last.sum("http_server_active_requests"))
        readsWaiting = Int(last.sum("ebb_reads_waiting"))
        readsRefusedPerSecond = change.rate("ebb_reads_refused_total")
        behaviorsPerSecond = change.rate("ebb_behaviors_appended_total") {
            $0["outcome"] == "inserted"
        }
        foldsPerSecond = change.rate("ebb_fold_users_count")
        foldedPerSecond = change.rate("ebb_fold_behaviors_sum")
        retriesPerSecond =
            change.rate("ebb_transaction_retries_total") + change.rate("ebb_commit_retries_total")
        laneWaitP99Seconds = change.quantile(0.99, of: "ebb_lane_wait_seconds")
        residentBytes = Int(last.sum("process_resident_memory_bytes"))
        routes = Self.routes(change, last)
        models = last.samples("ebb_model_version").map { sample in
            let name = sample.labels["recommender"] ?? ""
            let trained = last.samples("ebb_model_trained_timestamp_seconds").first {
                $0.labels["recommender"] == name
            }
            return Model(recommender: name, version: Int(sample.value), trained: trained?.value)
        }.sorted { $0.recommender < $1.recommender }
    }

    private static let request = "http_server_request_duration_seconds"

    private static func routes(_ change: ScrapeChange, _ last: Scrape) -> [Route] {
        let names = Set(
            last.samples("\(request)_count").map { Self.name(of: $0.labels) })
        let routes = names.map { name in
            Route(
                route: name,
                perSecond: change.rate("\(request)_count") { Self.name(of: $0) == name },
                p50Seconds: change.quantile(0.5, of: request) { Self.name(of: $0) == name },
                p99Seconds: change.quantile(0.99, of: request) { Self.name(of: $0) == name },
                failedPerSecond: change.rate("\(request)_count") {
                    Self.name(of: $0) == name
                        && $0["http_response_status_code"]?.first == "5"
                })
        }
        return Array(
            routes.sorted { ($0.perSecond, $1.route) > ($1.perSecond, $0.route) }
                .prefix(routesMax))
    }

    private static func name(of labels: Scrape.Labels) -> String {
        "\(labels["http_request_method"] ?? "") \(labels["http_route"] ?? "")"
    }
}
