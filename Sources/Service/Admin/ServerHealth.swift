internal import Metering
internal import Wire

/// What the registry has measured of this server since it began: from two of these, the
/// caller works out rates.
struct ServerHealth {
    private let registry: Registry
    private let process: ProcessMeter

    init(_ registry: Registry) {
        self.registry = registry
        process = ProcessMeter(registry)
    }

    /// `"Requests":{…},"Reads":{…},…` into an object.
    func write(to json: inout JSONWriter) {
        process.look()
        let requests = registry.readings(of: "http_server_request_duration_seconds")
        json.field("Requests", Requests(all: requests))
        json.field("Active", sum("http_server_active_requests"))
        json.field("ReadsWaiting", sum("ebb_reads_waiting"))
        json.field("ReadsRefused", sum("ebb_reads_refused_total"))
        json.field("ReadWait", Latency(all: registry.readings(of: "ebb_read_wait_seconds")))
        json.field("LaneWait", Latency(all: registry.readings(of: "ebb_lane_wait_seconds")))
        json.field("LaneRefusals", sum("ebb_lane_refusals_total"))
        json.field("Folded", sum("ebb_fold_behaviors"))
        json.field("Appended", sum("ebb_behaviors_appended_total"))
        json.field("MemoryBytes", sum("process_resident_memory_bytes"))
    }

    private func sum(_ name: String) -> Double {
        registry.readings(of: name).reduce(0) { $0 + $1.value }
    }
}

/// How many there were, and how long they took, in milliseconds.
private struct Latency: JSONWriter.Value {
    let all: [SeriesReading]

    func write(to json: inout JSONWriter) {
        json.value { json in write(fields: &json) }
    }

    func write(fields json: inout JSONWriter) {
        json.field("Count", all.reduce(0) { $0 + $1.count })
        json.field("P50", SeriesReading.quantile(0.5, of: all).map { $0 * 1000 })
        json.field("P99", SeriesReading.quantile(0.99, of: all).map { $0 * 1000 })
    }
}

/// All requests, those that failed, and each route for itself.
private struct Requests: JSONWriter.Value {
    let all: [SeriesReading]

    func write(to json: inout JSONWriter) {
        json.value { json in
            Latency(all: all).write(fields: &json)
            let failed = all.filter { $0.label("http_response_status_code")?.first == "5" }
            json.field("Failed", failed.reduce(0) { $0 + $1.count })
            let routes = Dictionary(grouping: all) { reading in
                [reading.label("http_request_method"), reading.label("http_route")]
                    .map { String($0 ?? "") }.joined(separator: " ")
            }
            json.field("Routes") { json in
                for (route, readings) in routes.sorted(by: { $0.key < $1.key }) {
                    json.object { json in
                        json.field("Route", route)
                        Latency(all: readings).write(fields: &json)
                    }
                }
            }
        }
    }
}
