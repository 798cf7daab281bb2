import Foundation
import Mongo
import Testing

@testable import Daemon

/// Tests of one process with real servers.
@Suite(.serialized)
struct LocalServerTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Performs an operation on the server, like a user.
    private func withStore<T: Sendable>(
        _ server: LocalServer, _ body: (Store) async throws -> T
    ) async throws -> T {
        let store = try Store(StoreConfiguration(uri: server.uri, database: "ebb"))
        let result = try await body(store)
        await store.close()
        return result
    }

    private func note(_ text: String, on server: LocalServer) async throws {
        try await withStore(server) { store in
            let insert = BSON {
                $0.append("insert", "notes")
                $0.array("documents") { $0.document { $0.append("_id", text) } }
                $0.document("writeConcern") { $0.append("w", "majority") }
            }
            _ = try await store.perform(RunCommand(database: "ebb", insert))
        }
    }

    private func notes(on server: LocalServer) async throws -> Int64 {
        try await withStore(server) { store in
            let count = BSON { $0.append("count", "notes") }
            return try await store.perform(RunCommand(database: "ebb", count))
                .read { (reader) throws(StoreError) in try reader.int64("n") }
        }
    }

    @Test func `a server starts, keeps what it is given, and stops`() async throws {
        let first = try await LocalServer.open(scratch.configuration)
        #expect(first.startedHere)
        #expect(!first.version.isEmpty)
        #expect(first.dataFolder == scratch.data)
        try await note("one", on: first)
        #expect(await first.close() == .stopped)
        #expect(try scratch.isDeserted)
        #expect(kill(first.pid, 0) == -1)

        let second = try await LocalServer.open(scratch.configuration)
        #expect(second.startedHere)
        #expect(try await notes(on: second) == 1)
        #expect(await second.close() == .stopped)
    }

    @Test func `the server has a session of its own and none of our files`() async throws {
        // Without close-on-exec, as a script leaves files open for its children.
        let inherited = unsafe open("\(scratch.path)/inherited", O_RDWR | O_CREAT, 0o600)
        defer { Glibc.close(inherited) }
        let server = try await LocalServer.open(scratch.configuration)
        let process = server.pid
        #expect(getsid(process) == process)
        let descriptors = try FileManager.default.contentsOfDirectory(
            atPath: "/proc/\(process)/fd")
        let files = descriptors.map {
            (try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/\(process)/fd/\($0)")) ?? ""
        }
        #expect(!files.contains("\(scratch.path)/inherited"))
        #expect(
            files.filter { $0.hasSuffix(".lock") && $0.hasPrefix(scratch.data) }.sorted() == [
                "\(scratch.data)/db/WiredTiger.lock", "\(scratch.data)/db/mongod.lock",
                "\(scratch.data)/server.lock",
            ])
        await server.close()
    }

    @Test func `two users share one server and the last stops it`() async throws {
        let first = try await LocalServer.open(scratch.configuration)
        let second = try await LocalServer.open(scratch.configuration)
        #expect(!second.startedHere)
        #expect(second.pid == first.pid)
        #expect(second.uri == first.uri)
        #expect(await first.close() == .inUse)
        try await note("still here", on: second)
        #expect(await first.close() == .alreadyClosed)
        #expect(await second.close() == .stopped)
        #expect(await second.close() == .alreadyClosed)
        #expect(try scratch.isDeserted)
    }

    @Test func `many that open at once start one server`() async throws {
        let configuration = scratch.configuration
        let servers = try await withThrowingTaskGroup(of: LocalServer.self) { group in
            for _ in 0..<8 { group.addTask { try await LocalServer.open(configuration) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(servers.count { $0.startedHere } == 1)
        #expect(Set(servers.map(\.pid)).count == 1)
        let farewells = await withTaskGroup(of: LocalServer.Farewell.self) { group in
            for server in servers { group.addTask { await server.close() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(farewells.count { $0 == .stopped } == 1)
        #expect(farewells.count { $0 == .inUse } == 7)
        #expect(try scratch.isDeserted)
    }

    @Test func `coming and going, nobody is ever without a server`() async throws {
        let configuration = scratch.configuration
        try await withThrowingTaskGroup(of: Void.self) { group in
            for guest in 0..<3 {
                group.addTask {
                    for visit in 0..<4 {
                        let server = try await LocalServer.open(configuration)
                        try await note("\(guest) \(visit)", on: server)
                        #expect(await server.close() != .leftRunning)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try scratch.isDeserted)
        let server = try await LocalServer.open(configuration)
        #expect(try await notes(on: server) == 12)
        await server.close()
    }

    @Test func `a handle that is dropped is no user`() async throws {
        let configuration = scratch.configuration
        let process = try await LocalServer.open(configuration).pid
        let next = try await LocalServer.open(configuration)
        #expect(next.pid == process)
        #expect(await next.close() == .stopped)
    }

    @Test func `a server that was killed is started again with its data`() async throws {
        let first = try await LocalServer.open(scratch.configuration)
        try await note("written", on: first)
        kill(first.pid, SIGKILL)
        let second = try await LocalServer.open(scratch.configuration)
        #expect(second.startedHere)
        #expect(second.uri == first.uri)
        #expect(try await notes(on: second) == 1)
        #expect(await second.close() == .inUse)
        #expect(try await notes(on: first) == 1)
        #expect(await first.close() == .stopped)
    }

    @Test func `closing after the server died says that it is gone`() async throws {
        let server = try await LocalServer.open(scratch.configuration)
        kill(server.pid, SIGKILL)
        #expect(await server.close() == .stopped)
    }

    @Test func `a folder can be moved`() async throws {
        let first = try await LocalServer.open(scratch.configuration)
        try await note("moved", on: first)
        await first.close()
        var configuration = scratch.configuration
        let elsewhere = "\(scratch.path)/elsewhere, with a comma"
        try FileManager.default.moveItem(atPath: scratch.data, toPath: elsewhere)
        configuration.dataFolder = elsewhere
        let second = try await LocalServer.open(configuration)
        #expect(second.uri != first.uri)
        #expect(try await notes(on: second) == 1)
        try await note("again", on: second)
        #expect(await second.close() == .stopped)
    }

    @Test func `a cancelled close stops the server all the same`() async throws {
        let server = try await LocalServer.open(scratch.configuration)
        let leaving = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await server.close()
        }
        #expect(await leaving.value == .stopped)
    }
}
