import Foundation
import Harness
import Mongo
import Testing

/// The admin page in a real browser, from an empty database on.
@Suite(.store) struct PageWalkTests {
    @Test func `the page leads from an empty database to an explained recommendation`() async throws
    {
        let store = try LentStore.current.configuration
        let server = try await ServeProcess([
            "--database", store.uri, "--database-name", store.database,
        ])
        defer { server.stop() }
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "Browser/walk.py").path
        let walk = Process()
        walk.executableURL = URL(filePath: "/usr/bin/env")
        walk.arguments = ["python3", "-B", script, "http://127.0.0.1:\(server.port)"]
        let output = Pipe()
        walk.standardOutput = output
        walk.standardError = output
        try walk.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        walk.waitUntilExit()
        #expect(walk.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
    }
}
