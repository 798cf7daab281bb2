internal import CoreMetrics
internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Measures every request: how long its answer took, by route, method and status, in the names
/// that OpenTelemetry gives such things.
///
/// The route and never the path, in which there are users. A method that HTTP does not know is
/// `_OTHER`, so that nobody can fill the memory by inventing some.
final class RequestMeter: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: HTTPRequest.Method
        let status: Int
    }

    private let metrics: any MetricsFactory
    private let active: Meter
    private let timers = Mutex<[Key: Timer]>([:])

    init(_ metrics: any MetricsFactory) {
        self.metrics = metrics
        active = Meter(label: "http.server.active_requests", factory: metrics)
    }

    func begin() { active.increment() }

    /// The request has its answer.
    func end(
        _ request: Request, _ route: String?, _ status: HTTPResponse.Status, took: Duration
    ) {
        active.decrement()
        let isKnown = request.method == .get || Self.methods.contains(request.method)
        let key = Key(
            route: route ?? "none", method: isKnown ? request.method : Self.other,
            status: status.code)
        let known = timers.withLock { $0[key] }
        let timer = known ?? makeTimer(key)
        timer.recordNanoseconds(took.nanoseconds)
    }

    /// The request broke off before it was read to its end.
    func abandon() { active.decrement() }

    private func makeTimer(_ key: Key) -> Timer {
        let timer = Timer(
            label: "http.server.request.duration",
            dimensions: [
                ("http_route", key.route), ("http_request_method", key.method.rawValue),
                ("http_response_status_code", "\(key.status)"),
            ], factory: metrics)
        timers.withLock { $0[key] = timer }
        return timer
    }

    private static let methods: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .delete, .patch, .options, .trace, .connect,
    ]
    // Well formed, so what stands behind `??` is never taken.
    private static let other = HTTPRequest.Method("_OTHER") ?? .trace
}

extension Duration {
    /// Whole ones.
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
