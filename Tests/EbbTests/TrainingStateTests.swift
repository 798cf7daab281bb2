import Foundation
import Harness
import Interest
import Repositories
import Testing
import Work

/// What `ebb stats` says of trainings that went well, failed, or were killed.
@Suite(.store)
struct TrainingStateTests {
    private let log = Data(
        """
        {"user":"u","item":"a","action":"click","time":1400000000}
        {"user":"u","item":"b","action":"click","time":1400000060}
        """.utf8)

    private func trainings() async throws -> [String: [String: Any]] {
        let answer = try await EbbProcess.run(["stats", "--format", "json"])
        let all = try #require((try answer.json() as? [String: Any])?["trainings"] as? [Any])
        return Dictionary(
            uniqueKeysWithValues: all.compactMap { $0 as? [String: Any] }.compactMap { entry in
                (entry["recommender"] as? String).map { ($0, entry) }
            })
    }

    @Test func `one that fails says why, and one that is done its version`() async throws {
        #expect(try await trainings().isEmpty)
        #expect(try await EbbProcess.run(["train", "popular"]).status == 1)
        let failed = try #require(try await trainings()["popular"])
        #expect(failed["outcome"] as? String == "failed")
        #expect(failed["reason"] as? String == "the log has no behaviors yet: import some first")

        #expect(try await EbbProcess.run(["import", "-"], input: log).status == 0)
        #expect(try await EbbProcess.run(["train", "popular"]).status == 0)
        let done = try #require(try await trainings()["popular"])
        #expect(done["outcome"] as? String == "done")
        #expect(done["version"] as? Int == 1 && done["reason"] == nil)
        #expect(try await EbbProcess.run(["stats"]).output.contains("LAST TRAINING"))
    }

    @Test func `one whose process is gone was killed, and the model before it serves`()
        async throws
    {
        #expect(try await EbbProcess.run(["import", "-"], input: log).status == 0)
        #expect(try await EbbProcess.run(["train", "popular"]).status == 0)
        let repositories = MongoRepositories(store: try LentStore.current.store)
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        // A number that no process can have.
        let owner = ProcessOwner(
            host: ProcessInfo.processInfo.hostName, process: 1 << 30, run: "1-x")
        try await repositories.trainings.put(
            TrainingEntry(
                recommender: "popular", state: .running, owner: owner, started: now,
                updated: now))
        #expect(try await trainings()["popular"]?["outcome"] as? String == "killed")
        #expect(try await EbbProcess.run(["stats"]).output.contains("killed"))
        #expect(
            try await repositories.models.newest("popular")?.version == 1)
        let recommended = try await EbbProcess.run([
            "recommend", "stranger", "--recommender", "popular",
        ])
        #expect(recommended.status == 0, "\(recommended)")
    }
}
