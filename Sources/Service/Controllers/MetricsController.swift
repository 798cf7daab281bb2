internal import HTTPTypes
internal import Hummingbird
internal import Metering
internal import NIOCore

/// What is measured, for Prometheus to fetch.
struct MetricsController {
    private let registry: Registry
    private let process: ProcessMeter

    init(registry: Registry) {
        self.registry = registry
        process = ProcessMeter(registry)
    }

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("metrics") { _, _ in metrics() }
    }

    private func metrics() -> Response {
        process.look()
        return Response(
            status: .ok, headers: [.contentType: Registry.mediaType],
            body: .init(byteBuffer: ByteBuffer(string: registry.text)))
    }
}
