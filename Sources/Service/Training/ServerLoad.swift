internal import Foundation
internal import Interest
internal import Metering
internal import Synchronization

/// How many requests are in work on average: Little's law, L = λ·W, by which it is the time that
/// all requests took together, divided by the time in which they came.
final class ServerLoad: Sendable {
    private let registry: Registry
    private let last: Mutex<(seconds: Double, time: Timestamp)?> = Mutex(nil)

    init(_ registry: Registry) { self.registry = registry }

    /// The mean since the last look; at the first look, that of requests in work now.
    func look(at now: Timestamp) -> Double {
        let seconds = registry.readings(of: "http_server_request_duration_seconds")
            // Watchers of jobs wait for most of their time.
            .filter { !($0.label("http_route")?.hasSuffix("/events") ?? false) }
            .reduce(0) { $0 + $1.value }
        return last.withLock { last in
            defer { last = (seconds, now) }
            guard let last, now > last.time else {
                return registry.readings(of: "http_server_active_requests")
                    .reduce(0) { $0 + $1.value }
            }
            let elapsed = Double(now.milliseconds - last.time.milliseconds) / 1000
            return max(0, seconds - last.seconds) / elapsed
        }
    }
}
