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

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/api/health/live", "Service",
                "Whether the service lives: always, and at once.", access: .open
            ) { [self] _ in
                Health(trouble: trouble.withLock { $0 })
            },
            Endpoint(
                .get, "/api/health/ready", "Service", "Whether its store answers.", access: .open,
                answer: .json(Health.schema, failsInKind: true)
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
            Health(trouble: found).write(to: &$0)
        }
    }
}

/// How the service is. Liveness does not wait for the store, because a supervisor restarts a
/// service that does not answer, and a restart mends no store.
private struct Health: JSONAnswer {
    /// Why the store did not answer; nil where it did.
    let trouble: String?

    static var schema: JSONSchema {
        .object([
            .needed("Ready", .flag), .needed("DataStoreError", .nullable(.text())),
            .needed("CacheStoreError", .nullable(.text())), .needed("DataStoreConnected", .flag),
            .needed("CacheStoreConnected", .flag),
        ])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("Ready", trouble == nil)
            json.field("DataStoreError", trouble)
            json.field("CacheStoreError", trouble)
            json.field("DataStoreConnected", trouble == nil)
            json.field("CacheStoreConnected", trouble == nil)
        }
    }
}
