import HTTPTypes
import Interest
import Service
import Synchronization
import Testing

struct HealthRouteTests {
    private let well =
        #"{"Ready":true,"DataStoreError":null,"CacheStoreError":null,"#
        + #""DataStoreConnected":true,"CacheStoreConnected":true}"#
    private let ill =
        #"{"Ready":false,"DataStoreError":"the store does not answer: try again","#
        + #""CacheStoreError":"the store does not answer: try again","#
        + #""DataStoreConnected":false,"CacheStoreConnected":false}"#

    @Test(arguments: ["live", "ready"])
    func `a service whose store answers is well`(route: String) async throws {
        let answer = try await World().get("/api/health/\(route)")
        #expect(answer.status == 200)
        #expect(answer.body == well)
        #expect(answer.headers[.contentType] == "application/json")
        let trailing = try await World().get("/api/health/\(route)/")
        #expect(trailing.body == well)
    }

    @Test func `a service whose store is gone lives, and is not ready`() async throws {
        var world = try World()
        world.dependencies.probe = { throw RepositoryError(.unavailable, "no server at secret") }
        try await world.application().asked { client in
            let before = try await client.get("/api/health/live")
            #expect(before.status == 200)
            #expect(before.body == well)
            let ready = try await client.get("/api/health/ready")
            #expect(ready.status == 503)
            #expect(ready.body == ill)
            let live = try await client.get("/api/health/live")
            #expect(live.status == 200)
            #expect(live.body == ill)
        }
    }

    @Test func `a store that comes back makes it ready again`() async throws {
        var world = try World()
        let isThere = Answers(false, true)
        world.dependencies.probe = {
            if !isThere.next() { throw RepositoryError(.unavailable, "gone") }
        }
        try await world.application().asked { client in
            for status in [503, 200] {
                let ready = try await client.get("/api/health/ready")
                #expect(ready.status == status)
            }
        }
    }
}

/// One answer after the other, then the last for good.
final class Answers: Sendable {
    private let rest: Mutex<[Bool]>

    init(_ answers: Bool...) { rest = Mutex(answers) }

    func next() -> Bool {
        rest.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? false }
    }
}
