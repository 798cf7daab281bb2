import Foundation
import Harness
import Mongo
import Testing

/// Gorse's own Python client talks to the real binary on the real database.
@Suite(.store)
struct GorseClientTests {
    private static let key = "a-key-of-the-test"

    /// Ten users who go through six items, each a little differently.
    private static var log: String {
        (0..<10).flatMap { user in
            (0..<3).map { step in
                let action = step == 1 ? "purchase" : "click"
                return
                    #"{"user":"u\#(user)","item":"i\#((user + step) % 6)","action":"\#(action)","#
                    + #""time":"2024-05-0\#(step + 1)T0\#(user % 10):00:00Z"}"#
            }
        }
        .joined(separator: "\n")
    }

    private static var catalog: String {
        (0..<6).map { number in
            #"{"id":"i\#(number)","title":"Item \#(number)","#
                + #""categories":["\#(number % 2 == 0 ? "even" : "odd")"]}"#
        }
        .joined(separator: "\n")
    }

    /// Where the script is that drives the client, and the client itself.
    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Clients/pygorse.py").path

    @Test func `every call of both clients is answered as by Gorse`() async throws {
        let client = try #require(
            ProcessInfo.processInfo.environment["EBB_TEST_GORSE_CLIENT"],
            "Gorse's client is missing: run scripts/gorse-client, or all by scripts/test")
        let run = { (arguments: [String], input: String) in
            let answer = try await EbbProcess.run(arguments, input: Data(input.utf8))
            #expect(answer.status == 0, "\(answer.errors)")
        }
        try await run(["import", "-"], Self.log)
        try await run(["import", "--items", "-"], Self.catalog)
        try await run(["train", "item-neighbors", "popular", "trending"], "")
        let configuration = try LentStore.current.configuration
        let server = try await ServeProcess(
            ["--database", configuration.uri, "--database-name", configuration.database],
            environment: ["EBB_API_KEY": Self.key])
        defer { server.stop() }
        let python = try await EbbProcess.run(
            ["python3", Self.script, "http://127.0.0.1:\(server.port)", Self.key],
            of: URL(filePath: "/usr/bin/env"), environment: ["PYTHONPATH": client])
        #expect(python.status == 0, "\(python.errors)\n\(server.log)")
        #expect(python.output.hasSuffix(" calls\n"))
        #expect(!server.log.contains("error"))
    }
}
