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

    @Test func `a file is imported, folded and trained on as by the command`() async throws {
        let server = try await serve()
        defer { server.stop() }
        let lines =
            (0..<60).map {
                #"{"user":"u\#($0 % 6)","item":"i\#($0 % 5)","action":"click","time":\#($0)}"#
            } + ["not a line"]
        let begun = try await server.post(
            "/api/admin/jobs/import?name=log.jsonl&kind=behaviors", lines.joined(separator: "\n"))
        #expect(begun.status == 202, "\(begun.body)")
        let (imported, answer) = try await ended(job(begun).id, server)
        #expect(imported.state == "done")
        #expect(answer.contains(#""inserted":60"#))
        #expect(answer.contains(#""source":"log.jsonl""#))
        #expect(imported.hasRejects)
        // It comes in pieces, each with its length before it.
        let rejects = try await server.get("/api/admin/jobs/\(imported.id)/rejects")
        #expect(rejects.body.contains("not a line\n"))
        for (kind, words) in [
            ("fold", #""behaviors":60"#), ("rebuild?all=true", #""unchanged":6"#),
            ("prune?below=1e-9", #""updated":6"#),
            ("train?recommender=popular", #""recommender":"popular""#),
        ] {
            let begun = try await server.post("/api/admin/jobs/\(kind)", "")
            let (job, answer) = try await ended(job(begun).id, server)
            #expect(job.state == "done", "\(job.message ?? "")")
            #expect(answer.contains(words), "\(answer)")
        }
        let refused = try await server.post("/api/admin/jobs/train?recommender=none", "")
        #expect(refused.status == 400)
        #expect(refused.body.contains("There is no recommender \"none\""))
        let failed = try await server.post("/api/admin/jobs/evaluate?law=none", "")
        let (job, _) = try await ended(job(failed).id, server)
        #expect(job.state == "failed")
        #expect(job.message != nil)
    }

    @Test func `the job of a killed server is dead, that of a stopped one cancelled`() async throws
    {
        let imported = try EbbProcess.run(
            [
                "import", Sample.ratings.path, "--columns", "user,item,value,time", "--action",
                "rating",
            ])
        #expect(imported.status == 0)
        let first = try await serve()
        let lost = try job(try await first.post("/api/admin/jobs/train", ""))
        first.kill()
        let second = try await serve()
        // Training on the sample takes longer than a look at it.
        let (dead, _) = try await ended(lost.id, second)
        #expect(dead.state == "dead")
        #expect(dead.message?.contains("ended before it did") == true)
        let begun = try await second.post("/api/admin/jobs/train", "")
        #expect(begun.status == 202)
        #expect(second.stop() == 0)
        let third = try await serve()
        defer { third.stop() }
        let (stopped, _) = try await ended(job(begun).id, third)
        #expect(stopped.state == "cancelled")
        #expect(stopped.message == "the server that ran it was stopped")
    }
}
