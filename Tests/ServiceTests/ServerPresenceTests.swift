import Interest
import Logging
import Repositories
import Service
import ServiceLifecycle
import Synchronization
import Testing
import Work

/// A server's record, through the life of the server.
struct ServerPresenceTests {
    private static let start = Timestamp(seconds: 1000)
    private static let owner = ProcessOwner(host: "h", process: 1, run: "r")

    /// Time that passes as the heartbeats wait, for a number of them.
    private final class Time: Sendable {
        private let passed = Mutex<Int64>(0)
        private let beats: Int64

        init(beats: Int64) { self.beats = beats }

        var now: Timestamp { ServerPresenceTests.start + .seconds(passed.withLock { $0 }) }

        func pause() throws {
            let count = passed.withLock { passed in
                passed += 10
                return passed / 10
            }
            if count > beats { throw CancellationError() }
        }
    }

    private func presence(_ servers: any ServerRepository, _ time: Time) -> ServerPresence {
        ServerPresence(
            servers, owner: Self.owner, version: "1.2.3", isAlive: { _ in nil },
            now: { time.now }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            pause: { _ in try time.pause() })
    }

    @Test func `a record follows a server from its beginning to its stop`() async throws {
        let (servers, time) = (MemoryServerRepository(), Time(beats: 3))
        let presence = presence(servers, time)
        try await presence.begin()
        await presence.listens(at: "127.0.0.1:8088")
        var record = try #require(try await servers.newest(1).first)
        #expect(record.address == "127.0.0.1:8088")
        #expect(record.version == "1.2.3")
        #expect(record.state(now: time.now, isAlive: nil) == .running)
        try await presence.run()
        record = try #require(try await servers.newest(1).first)
        #expect(record.updated == Self.start + .seconds(30))
        #expect(record.stopped == nil)
        await presence.leave()
        record = try #require(try await servers.newest(1).first)
        #expect(record.state(now: time.now, isAlive: nil) == .stopped)
    }

    @Test func `a store that is away stops no server`() async throws {
        let presence = presence(AbsentServers(), Time(beats: 2))
        try await presence.run()
        await presence.leave()
    }

    /// A store that does not answer.
    private struct AbsentServers: ServerRepository {
        func put(_ server: ServerRecord) async throws(RepositoryError) {
            throw RepositoryError(.unavailable, "away")
        }
        func newest(_ limit: Int) async throws(RepositoryError) -> [ServerRecord] { [] }
        func trim(keeping count: Int) async throws(RepositoryError) {}
    }
}
