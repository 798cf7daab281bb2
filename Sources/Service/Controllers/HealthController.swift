internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Whether the service lives, and whether its store answers, in Gorse's shape. There is one store
/// here, which stands for both that Gorse has.
final class HealthController: Sendable {
    private let probe: @Sendable () async throws -> Void
    /// Why the store did not answer when it was last asked.
    private let trouble = Mutex<String?>(nil)

    init(probe: @escaping @Sendable () async throws -> Void) { self.probe = probe }

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/health/live") { _, _ in self.live() }
        router.get("api/health/ready") { _, _ in await self.ready() }
    }

    /// Never waits for the store: whoever asks this restarts what does not answer, and a restart
    /// mends no store.
    private func live() -> Response {
        status(.ok, trouble: trouble.withLock { $0 })
    }

    private func ready() async -> Response {
        let found: String?
        do {
            try await probe()
            found = nil
        } catch {
            found = Failure(error).message
        }
        trouble.withLock { $0 = found }
        return status(found == nil ? .ok : .serviceUnavailable, trouble: found)
    }

    private func status(_ status: HTTPResponse.Status, trouble: String?) -> Response {
        .json(status) { json in
            json.object { json in
                json.field("Ready", trouble == nil)
                json.field("DataStoreError", trouble)
                json.field("CacheStoreError", trouble)
                json.field("DataStoreConnected", trouble == nil)
                json.field("CacheStoreConnected", trouble == nil)
            }
        }
    }
}
