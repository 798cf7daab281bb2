import EbbClient
import Foundation
import Harness
import Interest
import Mongo
import Testing

/// What the service answers and what the command prints with `--format json` are the same bytes,
/// on the same store. What differs is said beside each comparison; a line that a command prints
/// ends with a line feed.
@Suite(.store)
struct AgreementTests {
    private static let log = """
        {"user":"ann","item":"alien","action":"click","time":"2024-01-01"}
        {"user":"ann","item":"brazil","action":"purchase","time":"2024-01-03"}
        {"user":"bob","item":"alien","action":"click","time":"2024-01-02"}
        {"user":"bob","item":"brazil","action":"click","time":"2024-01-04","comment":"a \\"b\\""}
        {"user":"bob","item":"casablanca","action":"click","time":"2024-01-05"}
        """

    private static let catalog = """
        {"item":"alien","title":"Alien \\"79\\" – é😀","categories":["Horror"],"labels":["space"]}
        {"item":"brazil","title":"Brazil","categories":["Comedy"],"time":"2024-01-01"}
        """

    /// A store with a log, a catalog and a trained model, and a server on it.
    private func withServer(_ body: (ServeProcess) async throws -> Void) async throws {
        try await run("import", "-", input: Self.log)
        try await run("import", "--items", "-", input: Self.catalog)
        try await run("train", "item-neighbors")
        let configuration = try LentStore.current.configuration
        let server = try await ServeProcess([
            "--database", configuration.uri, "--database-name", configuration.database,
        ])
        defer { server.stop() }
        try await body(server)
    }

    @discardableResult
    private func run(_ arguments: String..., input: String = "") async throws -> String {
        let answer = try await EbbProcess.run(arguments, input: Data(input.utf8))
        #expect(answer.status == 0, "\(arguments): \(answer.errors)")
        return answer.output
    }

    /// Expects that a path and a command line have the same answer.
    private func expect(
        _ server: ServeProcess, _ path: String, prints arguments: [String],
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let served = try await server.get(path)
        #expect(served.status == 200, "\(path): \(served.body)", sourceLocation: location)
        #expect(served.body.utf8.count > 20, "\(served.body)", sourceLocation: location)
        let printed = try await EbbProcess.run(arguments + ["--format", "json"])
        #expect(printed.status == 0, "\(printed.errors)", sourceLocation: location)
        #expect(printed.output == served.body + "\n", sourceLocation: location)
    }

    @Test func `interests are the same, with categories, and over time`() async throws {
        try await withServer { server in
            let path = "/api/user/ann/interests"
            try await expect(
                server, path + "?at=2024-02-01&n=10",
                prints: ["interests", "ann", "--at", "2024-02-01"])
            // The past is folded from the log.
            try await expect(
                server, path + "?at=2024-01-02", prints: ["interests", "ann", "--at", "2024-01-02"])
            try await expect(
                server, path + "?at=2024-02-01&categories=true",
                prints: ["interests", "ann", "--at", "2024-02-01", "--categories"])
            try await expect(
                server, path + "/history?from=2024-01-01&to=2024-03-01&points=5",
                prints: [
                    "interests", "ann", "--history", "--from", "2024-01-01", "--to", "2024-03-01",
                    "--points", "5",
                ])
        }
    }

    /// The command says, too, whose list it is, of which moment, and by which models.
    @Test func `explained recommendations are the same list`() async throws {
        try await withServer { server in
            let served = try await server.get(
                "/api/recommend/ann?explain=true&at=2024-02-01&n=10")
            #expect(served.body.contains(#""Because":"brazil""#), "\(served.body)")
            let printed = try await run(
                "recommend", "ann", "--explain", "--at", "2024-02-01", "--format", "json")
            #expect(
                printed == #"{"UserId":"ann","At":"2024-02-01T00:00:00Z","#
                    + #""Models":{"item-neighbors":1},"Recommendations":\#(served.body)}"# + "\n")
        }
    }

    @Test func `models are the same`() async throws {
        try await withServer { server in
            try await run("train", "item-neighbors")
            try await run("train", "popular")
            try await expect(server, "/api/admin/models", prints: ["model", "list"])
        }
    }

    /// The server lists, too, the kinds of jobs that it runs; the command runs none.
    @Test func `jobs are the same`() async throws {
        try await withServer { server in
            let started = try await server.post("/api/admin/jobs/fold", "")
            #expect(started.status == 202, "\(started.body)")
            let id = try #require(started.body.firstMatch(of: /"Id":"([^"]+)"/)).1
            let path = "/api/admin/jobs/\(id)"
            try await until { try await !server.get(path).body.contains(#""State":"running""#) }
            try await expect(server, path, prints: ["job", "show", String(id)])
            let listed = try await server.get("/api/admin/jobs").body
            let jobs = try #require(listed.firstRange(of: #","Jobs":"#))
            #expect(
                try await run("job", "list", "--format", "json")
                    == "{" + listed[jobs.lowerBound...].dropFirst() + "\n")
        }
    }

    @Test func `a program of Swift reads what the server answers`() async throws {
        try await withServer { server in
            let client = try EbbClient("127.0.0.1:\(server.port)")
            #expect(try await client.health().isReady)
            let time = Timestamp(seconds: 1_704_067_200)
            let feedback = Feedback("click", by: "eve ü", on: "new/item", at: time, event: "e-1")
            #expect(try await client.send([feedback, feedback]) == 2)
            let interests = try await client.interests(of: "eve ü", at: time)
            #expect(interests.behaviors == 1)
            #expect(interests.interests.map(\.item) == ["new/item"])
            #expect(interests.interests.map(\.weight) == [1])
            #expect(interests.interests.map(\.last) == [time])
            let later = Timestamp(seconds: 1_706_745_600)
            let explained = try await client.explain(to: "ann", at: later)
            // What trends follows where a list is short: eve's click, once it was learned.
            let best = try #require(explained.first)
            #expect(best.id == "casablanca")
            let sum = best.parts.reduce(0) { $0 + $1.share }
            #expect((best.score - sum).magnitude < 1e-12, "\(best)")
            let recommended = try await client.recommend(to: "ann", at: later)
            #expect(recommended.first?.id == "casablanca")
            #expect(try await client.neighbors(ofItem: "alien").map(\.id).contains("brazil"))
            try await client.put(items: [ItemRow(id: "new/item", title: "N", categories: ["c"])])
            #expect(try await client.item("new/item").title == "N")
            try await client.put(users: [UserRow(id: "eve ü", comment: "E")])
            #expect(try await client.user("eve ü").comment == "E")
            #expect(try await client.users(count: 2).records.map(\.id) == ["ann", "bob"])
            let next = try await client.items(
                count: 3, cursor: client.items(count: 3).cursor)
            #expect(next.records.map(\.id) == ["new/item"])
            #expect(next.cursor.isEmpty)
            try await client.deleteItem("new/item")
            try await client.deleteUser("eve ü")
            let gone = await #expect(throws: EbbError.self) { try await client.user("eve ü") }
            #expect(gone?.status == 404)
            #expect(try await client.jobs().isEmpty)
            #expect(try await client.models().map(\.recommender) == ["item-neighbors"])
            #expect(try await client.metrics().contains("process_resident_memory_bytes"))
        }
    }
}
