import Foundation
import Harness
import Mongo
import Testing

/// Jobs of a real server on a real database.
@Suite(.store) struct ServerJobTests {
    private func serve() async throws -> ServeProcess {
        let store = try LentStore.current.configuration
        return try await ServeProcess([
            "--database", store.uri, "--database-name", store.database,
        ])
    }

    /// A job as the server tells it.
    private struct Job: Decodable {
        let id: String
        let state: String
        let message: String?
        let hasRejects: Bool

        enum CodingKeys: String, CodingKey {
            case id = "Id"
            case state = "State"
            case message = "Message"
            case hasRejects = "HasRejects"
        }
    }

    private func job(_ answer: ServeProcess.Answer) throws -> Job {
        try JSONDecoder().decode(Job.self, from: Data(answer.body.utf8))
    }

    private func ended(_ id: String, _ server: ServeProcess) async throws -> (Job, String) {
        while true {
            let answer = try await server.get("/api/admin/jobs/\(id)")
            let job = try job(answer)
            if job.state != "running" { return (job, answer.body) }
        }
    }

    /// Starts a job, and follows it by server-sent events until the server says that it ended.
    private func followed(
        _ kind: String, _ server: ServeProcess, body: String = ""
    ) async throws -> (Job, String) {
        let begun = try await server.post("/api/admin/jobs/\(kind)", body)
        #expect(begun.status == 202, "\(kind): \(begun.body)")
        let id = try job(begun).id
        let events = try await server.get("/api/admin/jobs/\(id)/events")
        #expect(events.status == 200)
        #expect(events.headers.contains("text/event-stream"))
        let last = try #require(
            events.body.components(separatedBy: "data: ").last?.split(separator: "\n").first,
            "\(kind): \(events.body)")
        return (try JSONDecoder().decode(Job.self, from: Data(last.utf8)), String(last))
    }

    /// Thirty users with five items each over three weeks, and an invalid line.
    private static let lines: String = {
        let clicks = (0..<150).map { number in
            let (user, step) = (number % 30, number / 30)
            return #"{"user":"u\#(user)","item":"i\#((user + step) % 12)","action":"click","#
                + #""time":\#(1_700_000_000 + step * 259_200 + user * 3600)}"#
        }
        return (clicks + ["not a line"]).joined(separator: "\n")
    }()

    /// The job kinds with parameters, and what each answers on the lines above.
    private static let kinds = [
        ("fold", #""behaviors":150"#),
        ("rebuild?all=true", #""unchanged":30"#),
        ("prune?below=1e-9", #""updated":30"#),
        ("train", #""recommender":"blend""#),
        ("evaluate?law=none&resamples=20", #""recommender":"blend""#),
        ("tune?budget=2s", #""held""#),
        ("erase", #""users":0"#),
    ]

    @Test func `every kind of job runs to its end, and the server goes on`() async throws {
        let server = try await serve()
        defer { server.stop() }
        let (imported, answer) = try await followed(
            "import?name=log.jsonl&kind=behaviors", server, body: Self.lines)
        #expect(imported.state == "done")
        #expect(answer.contains(#""inserted":150"#))
        #expect(answer.contains(#""source":"log.jsonl""#))
        #expect(imported.hasRejects)
        // It comes in pieces, each with its length before it.
        let rejects = try await server.get("/api/admin/jobs/\(imported.id)/rejects")
        #expect(rejects.body.contains("not a line\n"))
        for (kind, words) in Self.kinds {
            let (job, answer) = try await followed(kind, server)
            #expect(job.state == "done", "\(kind): \(job.message ?? "")")
            #expect(answer.contains(words), "\(kind): \(answer)")
        }
        // Without a model there is nothing to embed by.
        let (embedding, _) = try await followed("embed", server)
        #expect(embedding.state == "failed")
        #expect(embedding.message?.contains("no embedding model is configured") == true)
        // So that a kind that is added is added here.
        let list = try await server.get("/api/admin/jobs?n=0").body
        let known = list.matches(of: /"Kind":"([a-z]+)"/).map { String($0.output.1) }
        let tried = Self.kinds.map { String($0.0.prefix { $0 != "?" }) }
        #expect(Set(known) == Set(tried + ["import", "embed"]))
        #expect(server.isRunning)
    }

    @Test func `what a command refuses a job refuses, and one that fails says why`() async throws {
        let server = try await serve()
        defer { server.stop() }
        let refused = try await server.post("/api/admin/jobs/train?recommender=none", "")
        #expect(refused.status == 400)
        #expect(refused.body.contains("unknown recommender \"none\""))
        let (job, _) = try await followed("evaluate?law=none", server)
        #expect(job.state == "failed")
        #expect(job.message != nil)
    }

    /// A job that no machine ends before its server is killed or stopped.
    private static let longest = "/api/admin/jobs/tune?budget=10min"

    @Test func `the job of a killed server is dead, that of a stopped one cancelled`() async throws
    {
        let imported = try await EbbProcess.run(
            [
                "import", Sample.ratings.path, "--columns", "user,item,value,time", "--action",
                "rating",
            ])
        #expect(imported.status == 0)
        let first = try await serve()
        let lost = try job(try await first.post(Self.longest, ""))
        first.kill()
        let second = try await serve()
        let (dead, _) = try await ended(lost.id, second)
        #expect(dead.state == "dead")
        #expect(dead.message?.contains("crashed or was killed") == true)
        let begun = try await second.post(Self.longest, "")
        #expect(begun.status == 202)
        #expect(second.stop() == 0)
        let third = try await serve()
        defer { third.stop() }
        let (stopped, _) = try await ended(job(begun).id, third)
        #expect(stopped.state == "cancelled")
        #expect(stopped.message == "the server that ran it was stopped")
    }

    @Test func `a killed server is reported by the next one, by the page and by the doctor`()
        async throws
    {
        let first = try await serve()
        first.kill()
        let second = try await serve()
        defer { second.stop() }
        #expect(second.log.contains("crashed or was killed after"), "\(second.log)")
        let stats = try await second.get("/api/admin/stats").body
        #expect(stats.contains(#""Address":"127.0.0.1:\#(first.port)""#), "\(stats)")
        #expect(stats.contains(#""State":"lost""#) && stats.contains(#""State":"running""#))
        let found = try await EbbProcess.run(["doctor"])
        #expect(found.status == 1)
        #expect(found.output.contains("WRONG servers"), "\(found.output)")
        #expect(try await EbbProcess.run(["doctor", "--fix"]).status == 0)
        let mended = try await EbbProcess.run(["doctor"])
        #expect(mended.status == 0, "\(mended.output)")
        #expect(mended.output.contains("1 running, none lost"), "\(mended.output)")
    }

    @Test func `a server that was stopped is not lost`() async throws {
        #expect(try await serve().stop() == 0)
        let found = try await EbbProcess.run(["doctor"])
        #expect(found.status == 0, "\(found.output)")
        #expect(found.output.contains("0 running, none lost"), "\(found.output)")
    }
}
