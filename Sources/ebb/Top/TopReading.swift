/// What happened on a server between two scrapes.
struct TopReading: Encodable {
    /// A route's share of it.
    struct Route: Encodable {
        let route: String
        let perSecond: Double
        /// Nil where nothing was answered.
        let p50Seconds: Double?
        let p99Seconds: Double?
        /// Answers of 500 and above, a second.
        let failedPerSecond: Double
    }

    struct Model: Encodable {
        let recommender: String
        let version: Int
        /// When it was trained, in seconds since 1970.
        let trained: Double?
    }

    /// How many routes are told of, the busiest first.
    static let routesMax = 12
    /// How many items are told of.
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
    /// The hottest items; `HotItem`'s score is their part of all that is done, faded.
    let hottest: [HotItem]

    init(from first: Scrape, to last: Scrape, seconds: Double, hottest: [HotItem] = []) {
        self.hottest = hottest
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

/// The difference of two scrapes of one server.
struct ScrapeChange {
    private let first: Scrape
    private let last: Scrape
    private let seconds: Double

    init(from first: Scrape, to last: Scrape, seconds: Double) {
        self.first = first
        self.last = last
        self.seconds = seconds
    }

    /// How much a counter grew a second. One that became less began anew with its server.
    func rate(_ name: String, where takes: (Scrape.Labels) -> Bool = { _ in true }) -> Double {
        growth(name, where: takes) / max(seconds, 0.001)
    }

    /// The value below which that part of what a histogram saw meanwhile lies, taken as spread
    /// evenly inside a bucket; nil where it saw nothing.
    func quantile(
        _ part: Double, of name: String, where takes: (Scrape.Labels) -> Bool = { _ in true }
    ) -> Double? {
        let bucket = "\(name)_bucket"
        let bounds = Set(last.samples(bucket).compactMap { Self.bound($0.labels) }).sorted()
        let counts = bounds.map { bound in
            growth(bucket) { takes($0) && Self.bound($0) == bound }
        }
        guard let all = counts.last, all > 0 else { return nil }
        let wanted = part * all
        let index = counts.firstIndex { $0 >= wanted } ?? bounds.count - 1
        let (low, below) = index > 0 ? (bounds[index - 1], counts[index - 1]) : (0, 0)
        guard bounds[index].isFinite, counts[index] > below else { return low }
        return low + (bounds[index] - low) * (wanted - below) / (counts[index] - below)
    }

    private func growth(_ name: String, where takes: (Scrape.Labels) -> Bool) -> Double {
        let (before, after) = (first.sum(name, where: takes), last.sum(name, where: takes))
        return after < before ? after : after - before
    }

    private static func bound(_ labels: Scrape.Labels) -> Double? {
        labels["le"].flatMap { $0 == "+Inf" ? .infinity : Double($0) }
    }
}
