import Foundation
import Harness
import Mongo
import Testing

/// `ebb top` against a live server, and what needs no store.
@Suite(.store)
struct TopTests {
    private func server(_ environment: [String: String] = [:]) async throws -> ServeProcess {
        let configuration = try LentStore.current.configuration
        return try await ServeProcess(
            ["--database", configuration.uri, "--database-name", configuration.database],
            environment: environment)
    }

    @Test func `one interval tells of the requests that came in it`() async throws {
        let server = try await server()
        defer { server.stop() }
        _ = try await server.get("/api/user/ann/interests")
        let answer = try await EbbProcess.run(
            ["top", "127.0.0.1:\(server.port)", "--once", "--interval", "1s", "--format", "json"],
            onStore: false)
        #expect(answer.status == 0, "\(answer.errors)")
        let reading = try #require(try answer.json() as? [String: Any])
        // Its own second look at the metrics comes in the interval.
        #expect(try #require(reading["requestsPerSecond"] as? Double) > 0)
        #expect(try #require(reading["residentBytes"] as? Int) > 1_000_000)
        let routes = try #require(reading["routes"] as? [[String: Any]])
        #expect(routes.contains { $0["route"] as? String == "GET /api/user/{id}/interests" })
        let text = try await EbbProcess.run(
            ["top", "127.0.0.1:\(server.port)", "--interval", "1s"], onStore: false)
        #expect(text.output.contains("no models in use"), "\(text.output)")
    }

    @Test func `trending items are shown when trending is trained`() async throws {
        let now = Date.now.ISO8601Format()
        let first = try await server()
        defer { first.stop() }
        for (user, item) in [("ann", "hot"), ("bob", "hot"), ("cid", "cold")] {
            let answer = try await first.click(user, item, event: user, at: now)
            #expect(answer.status == 200)
        }
        #expect(try await EbbProcess.run(["train", "trending"]).status == 0)
        let second = try await server()
        defer { second.stop() }
        let answer = try await EbbProcess.run(
            ["top", "127.0.0.1:\(second.port)", "--interval", "1s"], onStore: false)
        let line = try #require(
            answer.output.split(separator: "\n").first { $0.hasPrefix("trending:") })
        #expect(line.hasPrefix("trending: hot 0.66") && line.contains(", cold 0.33"), "\(line)")
    }

    @Test func `a server that requires a key gets it from the environment`() async throws {
        let key = "0123456789abcdef0123456789abcdef"
        let server = try await server(["EBB_API_KEY": key])
        defer { server.stop() }
        let arguments = ["top", "127.0.0.1:\(server.port)", "--interval", "1s"]
        let without = try await EbbProcess.run(arguments, onStore: false)
        #expect(without.status == 1)
        #expect(without.errors.contains("EBB_API_KEY"), "\(without.errors)")
        let with = try await EbbProcess.run(
            arguments, onStore: false, environment: ["EBB_API_KEY": key])
        #expect(with.status == 0, "\(with.errors)")
    }

    @Test func `where nobody answers, a sentence says so`() async throws {
        let answer = try await EbbProcess.run(["top", "127.0.0.1:1", "--once"], onStore: false)
        #expect(answer.status == 1)
        #expect(answer.errors.contains("is ebb serve running there?"), "\(answer.errors)")
        for wrong in [["top", "ftp://example.org"], ["top", "a/b"]] {
            #expect(try await EbbProcess.run(wrong, onStore: false).status == 1)
        }
        #expect(
            try await EbbProcess.run(["top", "--interval", "1ms"], onStore: false).status == 64)
    }

    @Test(arguments: [("bash", "complete"), ("zsh", "#compdef ebb"), ("fish", "complete -c")])
    func `a shell gets its completions`(shell: String, mark: String) async throws {
        let answer = try await EbbProcess.run(["completions", shell], onStore: false)
        #expect(answer.status == 0)
        #expect(answer.output.contains(mark) && answer.output.contains("forget"))
        #expect(try await EbbProcess.run(["completions", "dos"], onStore: false).status == 64)
    }
}
