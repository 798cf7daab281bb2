import Foundation
import Glibc
import Harness
import Interest
import Mongo
import Repositories
import Testing
import Work

/// Servers that train by themselves, on a real database.
@Suite(.store) struct SelfTrainingTests {
    private func serve(_ flags: [String] = []) async throws -> ServeProcess {
        let store = try LentStore.current.configuration
        return try await ServeProcess(
            [
                "--database", store.uri, "--database-name", store.database, "--train-pause", "1s",
                "--train-load", "1000",
            ] + flags, trains: true)
    }

    private struct Job: Decodable {
        let id: String
        let state: String
        let reason: String?
        let message: String?
        let startedBy: String

        enum CodingKeys: String, CodingKey {
            case id = "Id"
            case state = "State"
            case reason = "Reason"
            case message = "Message"
            case startedBy = "StartedBy"
        }
    }

    /// The jobs of the store, the newest first, when `isTime`.
    private func jobs(
        _ server: ServeProcess, when isTime: ([Job]) -> Bool
    ) async throws -> [Job] {
        struct Answer: Decodable {
            let jobs: [Job]
            enum CodingKeys: String, CodingKey { case jobs = "Jobs" }
        }
        while true {
            let answer = try await server.get("/api/admin/jobs?n=50")
            let jobs = try JSONDecoder().decode(Answer.self, from: Data(answer.body.utf8)).jobs
            if isTime(jobs) { return jobs }
            try #require(server.isRunning)
        }
    }

    /// Clicks enough for a blend, in one request.
    private func click(_ server: ServeProcess) async throws {
        let clicks = (0..<60).map { number in
            #"{"FeedbackType":"click","UserId":"u\#(number % 12)","#
                + #""ItemId":"i\#((number % 12 + number / 12) % 8)"}"#
        }
        let answer = try await server.post("/api/feedback", "[\(clicks.joined(separator: ","))]")
        #expect(answer.status == 200, "\(answer.body)")
    }

    @Test func `an empty store with behaviors serves a blend without ebb train`() async throws {
        let server = try await serve()
        defer { server.stop() }
        try await click(server)
        let jobs = try await jobs(server) { $0.first?.state == "done" }
        #expect(jobs.last?.startedBy == "ebb serve")
        #expect(jobs.last?.reason == "nothing is trained yet")
        while try await !server.get("/api/recommend/u1?n=5&explain=true").body
            .contains(#""From":"blend""#)
        { try #require(server.isRunning) }
        let metrics = try await server.get("/metrics").body
        #expect(metrics.contains(#"ebb_self_started_jobs_total{kind="train"}"#))
        let stats = try await server.get("/api/admin/stats").body
        #expect(stats.contains(#""TrainsItself":true"#), "\(stats)")
        #expect(stats.contains(#""LastTrainingReason":"nothing is trained yet""#), "\(stats)")
    }

    @Test func `three clicks fill lists before anything is trained`() async throws {
        let server = try await serve(["--no-train"])
        defer { server.stop() }
        let clicks = ["a", "b", "c"].map {
            #"{"FeedbackType":"click","UserId":"ann","ItemId":"\#($0)"}"#
        }
        let answer = try await server.post("/api/feedback", "[\(clicks.joined(separator: ","))]")
        #expect(answer.status == 200)
        while try await server.get("/api/recommend/bob?n=3").body.matches(of: /"[abc]"/).count < 3 {
            try #require(server.isRunning)
        }
    }

    @Test func `a worker that needs more memory than it may is ended, and its server goes on`()
        async throws
    {
        let server = try await serve(["--train-memory", "16MB"])
        defer { server.stop() }
        try await click(server)
        let failed = try await jobs(server) { $0.first?.state == "failed" }
        #expect(failed.first?.message?.hasPrefix("it ran out of memory") == true, "\(failed)")
        #expect(try await server.get("/api/recommend/u1?n=1").status == 200)
        let repositories = MongoRepositories(store: try LentStore.current.store)
        #expect(try await repositories.trainings.all().allSatisfy { $0.state == .failed })
        #expect(try await repositories.models.summaries().isEmpty)
    }

    @Test func `two servers share one lease, and a dead owner loses it`() async throws {
        let first = try await serve()
        // What a killed server leaves: a training that runs, in a process that no one has.
        let repositories = MongoRepositories(store: try LentStore.current.store)
        let second = try await serve()
        defer {
            first.stop()
            second.stop()
        }
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        #expect(
            try await repositories.jobs.begin(
                JobRecord(
                    id: "train-lost", kind: "train", startedBy: JobRecord.bySelf,
                    owner: ProcessOwner(
                        host: ProcessInfo.processInfo.hostName, process: 1 << 30, run: "1-x"),
                    started: now)))
        try await click(first)
        let all = try await jobs(second) { jobs in
            jobs.contains { $0.state == "done" } && jobs.contains { $0.id == "train-lost" }
        }
        #expect(all.first { $0.id == "train-lost" }?.state == "dead")
        #expect(all.count { $0.state == "running" } <= 1)
        #expect(try await repositories.models.newest("blend") != nil)
    }
}
