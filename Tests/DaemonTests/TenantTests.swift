import Foundation
import Glibc
import Testing

@testable import Daemon

/// Several processes on one folder, some of them killed.
@Suite(.serialized)
struct TenantTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Another process that uses the folder.
    private final class Neighbor {
        private let process = Process()
        private let input = Pipe()
        private let output = Pipe()

        init(in scratch: Scratch) throws {
            let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
                .deletingLastPathComponent().appending(path: "Tenant")
            process.executableURL = program
            process.arguments = [scratch.data]
            process.standardInput = input
            process.standardOutput = output
            try process.run()
        }

        /// The next line that it prints.
        func line() -> String {
            var bytes = Data()
            while let byte = try? output.fileHandleForReading.read(upToCount: 1),
                byte != Data("\n".utf8),
                !byte.isEmpty
            {
                bytes += byte
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        func leave() throws { try input.fileHandleForWriting.close() }

        func end() { process.waitUntilExit() }

        func murder() {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    @Test func `processes that open at once share one server`() throws {
        let neighbors = try (0..<6).map { _ in try Neighbor(in: scratch) }
        let lines = neighbors.map { $0.line().split(separator: " ") }
        #expect(Set(lines.map { $0.first }).count == 1)
        #expect(lines.count { $0.last == "true" } == 1)
        for neighbor in neighbors { try neighbor.leave() }
        let farewells = neighbors.map { $0.line() }
        #expect(farewells.sorted() == Array(repeating: "inUse", count: 5) + ["stopped"])
        #expect(try scratch.isDeserted)
        for neighbor in neighbors { neighbor.end() }
    }

    @Test func `the server survives its killed starter and is stopped by the next`() async throws {
        let starter = try Neighbor(in: scratch)
        let line = starter.line()
        starter.murder()
        let next = try await LocalServer.open(scratch.configuration)
        #expect(line == "\(next.pid) true")
        #expect(!next.startedHere)
        // The starter ignored SIGTERM; its child must not inherit that.
        #expect(await next.close() == .stopped)
    }

    @Test func `a killed user does not keep the server running`() async throws {
        let server = try await LocalServer.open(scratch.configuration)
        let neighbor = try Neighbor(in: scratch)
        #expect(neighbor.line() == "\(server.pid) false")
        neighbor.murder()
        #expect(await server.close() == .stopped)
    }

    /// Kills the starter at many moments of the start; the next process must cope.
    @Test(arguments: [0, 10, 30, 100, 300, 500])
    func `a starter may be killed at any moment`(_ milliseconds: Int) async throws {
        let starter = try Neighbor(in: scratch)
        // Without synchronization, because any moment is a valid test.
        try await Task.sleep(for: .milliseconds(milliseconds))
        starter.murder()
        let next = try await LocalServer.open(scratch.configuration)
        #expect(await next.close() == .stopped)
        #expect(try await scratch.isSoonDeserted())
    }
}
