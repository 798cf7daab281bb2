import Foundation
import Harness
import Mongo
import Testing

/// The admin page in a real browser.
@Suite(.store) struct PageWalkTests {
    private func serve(_ environment: [String: String] = [:]) async throws -> ServeProcess {
        let store = try LentStore.current.configuration
        return try await ServeProcess(
            ["--database", store.uri, "--database-name", store.database],
            environment: environment)
    }

    /// Walks through it; what is said where it goes wrong.
    private func walk(_ server: ServeProcess, _ words: String...) async throws -> String? {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Browser/walk.py").path
        let walk = Process()
        walk.executableURL = URL(filePath: "/usr/bin/env")
        walk.arguments = ["python3", "-B", script, "http://127.0.0.1:\(server.port)"] + words
        let said = FileManager.default.temporaryDirectory
            .appending(path: "ebb-walk-\(UUID().uuidString)")
        try Data().write(to: said)
        defer { try? FileManager.default.removeItem(at: said) }
        let output = try FileHandle(forWritingTo: said)
        walk.standardOutput = output
        walk.standardError = output
        try await walk.runToEnd()
        return walk.terminationStatus == 0 ? nil : try String(contentsOf: said, encoding: .utf8)
    }

    @Test func `the page leads from an empty database to an explained recommendation`() async throws
    {
        let server = try await serve()
        defer { server.stop() }
        let trouble = try await walk(server, "erase")
        #expect(trouble == nil)
    }

    @Test func `where a key is set the page asks for it`() async throws {
        let server = try await serve(["EBB_API_KEY": "secret"])
        defer { server.stop() }
        let trouble = try await walk(server, "key=secret")
        #expect(trouble == nil)
    }
}
