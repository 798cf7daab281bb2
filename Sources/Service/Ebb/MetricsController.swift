internal import HTTPTypes
internal import Hummingbird
internal import Metering
internal import NIOCore
internal import Wire

/// What is measured, for Prometheus to fetch.
struct MetricsController {
    private let registry: Registry
    private let process: ProcessMeter

    init(registry: Registry) {
        self.registry = registry
        process = ProcessMeter(registry)
    }

    /// They are answered while the server is busy, too, which is what they tell of.
    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/metrics", "Service", "What is measured, for Prometheus.", access: .read,
                answer: .text("text/plain")
            ) { _ in
                metrics()
            }
            .neverShed()
        ]
    }

    private func metrics() -> Response {
        process.look()
        return Response(
            status: .ok, headers: [.contentType: Registry.mediaType],
            body: .init(byteBuffer: ByteBuffer(string: registry.text)))
    }
}
