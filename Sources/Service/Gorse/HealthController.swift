internal import HTTPTypes
internal import Hummingbird
internal import Synchronization
internal import Wire

/// Whether the service lives, and whether its store answers, in Gorse's shape. Liveness does not
/// wait for the store, because a supervisor restarts a service that does not answer, and a restart
/// mends no store.
final class HealthController: Sendable {
    private let probe: @Sendable () async throws -> Void
    /// Why the store did not answer when it was last asked.
    private let trouble = Mutex<String?>(nil)

    init(probe: @escaping @Sendable () async throws -> Void) { self.probe = probe }

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/api/health/live", "Service",
                "Whether the service lives: always, and at once.", access: .open
            ) { [self] _ in
                HealthAnswer(problem: trouble.withLock { $0 })
            },
            Endpoint(
                .get, "/api/health/ready", "Service", "Whether its store answers.", access: .open,
                answer: .json(HealthAnswer.schema, failsInKind: true)
            ) { [self] _ in
                await ready()
            },
        ]
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
        return .json(found == nil ? .ok : .serviceUnavailable) {
            HealthAnswer(problem: found).write(to: &$0)
        }
    }
}

extension HealthAnswer: JSONAnswer {}
