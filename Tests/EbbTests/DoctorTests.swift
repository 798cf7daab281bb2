import Foundation
import Harness
import Interest
import Mongo
import Testing
import Work

@testable import Repositories

/// What `ebb doctor` finds, and repairs with `--fix`.
@Suite(.store)
struct DoctorTests {
    private let ann = UserID(unchecked: "ann")
    private let bob = UserID(unchecked: "bob")

    private static let now = Timestamp(
        milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000))
    /// A time that has not come.
    private static let later = Timestamp(seconds: 4_000_000_000)

    private func made() throws -> MongoRepositories {
        MongoRepositories(store: try LentStore.current.store)
    }

    private func checks(_ flags: String...) async throws -> [String: [String: Any]] {
        let answer = try await EbbProcess.run(["doctor", "--format", "json"] + flags)
        let checks = try #require(try answer.json() as? [[String: Any]])
        let isWell = checks.allSatisfy { $0["ok"] as? Bool == true }
        #expect(answer.status == (isWell ? 0 : 1))
        return Dictionary(checks.map { ($0["name"] as? String ?? "", $0) }) { first, _ in first }
    }

    /// Wrong without `--fix`, which changes nothing; mended by it; then right.
    private func expect(_ name: String, wrong: String, flags: [String] = []) async throws {
        for _ in 0..<2 {
            let answer = try await EbbProcess.run(["doctor"] + flags)
            #expect(answer.status == 1)
            #expect(answer.output.contains(wrong), "\(answer.output)")
            #expect(answer.output.contains("--fix"), "\(answer.output)")
        }
        let fixed = try await EbbProcess.run(["doctor", "--fix"] + flags)
        #expect(fixed.status == 0, "\(fixed.output)")
        #expect(fixed.output.contains("FIXED \(name)"), "\(fixed.output)")
        let after = try await EbbProcess.run(["doctor"] + flags)
        #expect(after.status == 0, "\(after.output)")
    }

    @Test func `an empty database is well, and stays empty`() async throws {
        #expect(try await checks().values.allSatisfy { $0["ok"] as? Bool == true })
        #expect(try await LentStore.current.store.perform(ListCollections()).isEmpty)
    }

    @Test func `indexes that are missing or have other keys are made`() async throws {
        let made = try made()
        try await made.prepare()
        let drop = BSON { command in
            command.append("dropIndexes", Schema.behaviors)
            command.append("index", "*")
        }
        _ = try await made.store.perform(RunCommand(drop))
        let other = IndexSpecification(name: "user_time", keys: Schema.ascending("user", "item"))
        try await made.store.perform(CreateIndexes(Schema.behaviors, [other]))
        try await expect(
            "indexes",
            wrong: "behaviors.user_time has other keys; behaviors.user_fold is missing")
        #expect(try await made.indexProblems().isEmpty)
    }

    @Test func `an import whose process is gone is marked as broken off`() async throws {
        let made = try made()
        try await made.prepare()
        let host = ProcessInfo.processInfo.hostName
        var entry = ImportEntry(
            id: "1", source: "log.csv", kind: "behaviors", state: .running,
            owner: ProcessOwner(host: host, process: 999_999_999, run: "1-a"), started: Self.now,
            updated: Self.now)
        entry.mark.lines = 1234
        _ = try await made.imports.put(entry, over: nil)
        // One on a machine that cannot be seen, which told of itself just now, is left alone.
        entry.id = "2"
        entry.owner.host = "elsewhere"
        _ = try await made.imports.put(entry, over: nil)
        try await expect("imports", wrong: "log.csv was broken off at line 1,234")
        #expect(try await made.imports.entry("1")?.state == .failed)
        #expect(try await made.imports.entry("2")?.state == .running)
    }

    @Test func `a job whose process is gone is marked as dead, and listed so before`() async throws
    {
        let made = try made()
        try await made.prepare()
        let host = ProcessInfo.processInfo.hostName
        var job = JobRecord(
            id: "train-1", kind: "train", parameters: [.init(name: "ridge", value: "7")],
            startedBy: "ops",
            owner: ProcessOwner(host: host, process: 999_999_999, run: "1-a"), started: Self.now)
        #expect(try await made.jobs.begin(job))
        (job.id, job.kind, job.owner.host) = ("fold-1", "fold", "elsewhere")
        (job.updated, job.stage, job.fraction) = (Self.later, "folding", 0.25)
        #expect(try await made.jobs.begin(job))
        let list = try await EbbProcess.run(["job", "list"]).output
        #expect(list.contains("dead") && list.contains("folding 25 %"), "\(list)")
        try await expect("jobs", wrong: "train-1 is written as running")
        #expect(try await made.jobs.job("train-1")?.state == .dead)
        #expect(try await made.jobs.job("fold-1")?.state == .running)
        let shown = try await EbbProcess.run(["job", "show", "train-1", "--format", "json"]).json()
        #expect((shown as? [String: Any])?["State"] as? String == "dead")
        let text = try await EbbProcess.run(["job", "show", "train-1"]).output
        #expect(text.contains("--ridge") && text.contains("crashed or was killed"), "\(text)")
        #expect(try await EbbProcess.run(["job", "show", "nobody"]).status == 1)
        #expect(try await EbbProcess.run(["job", "list", "--limit", "0"]).status == 64)
    }

    @Test func `what killed savings of models have left is taken away, and models stay`()
        async throws
    {
        let made = try made()
        try await made.prepare()
        for seed in 0..<2 {
            _ = try await made.models.save(
                TrainedModel(
                    recommender: "linear", time: Self.now, trainedUntil: Self.now, behaviors: 1,
                    parameters: [:], payload: Array(repeating: UInt8(seed), count: 300_000)))
        }
        // A part of the newest goes; a file of long ago has parts and no model.
        let newest = BSON { $0.append("_id", "linear/2") }
        let file = try #require(
            try await made.store.perform(
                FindOne<ModelDocument>(Schema.models, filter: newest))?.file)
        let second = BSON { filter in
            filter.append("files_id", file)
            filter.append("n", Int32(1))
        }
        _ = try await made.store.perform(DeleteMany(Schema.modelFileParts, filter: second))
        let old = try #require(FileID(Array(repeating: 1, count: 12)))
        let part = FilePart(number: 0, bytes: [1]).bson(of: old)
        // One that somebody may be writing just now is left alone.
        let young = FilePart(number: 0, bytes: [2]).bson(of: .next())
        _ = try await made.store.perform(
            InsertMany(Schema.modelFileParts, documents: [part, young]))
        try await expect(
            "models", wrong: "of linear 2 a part is missing; 1 files belong to no model")
        #expect(try await made.models.versionsInOrder().map(\.version) == [1])
        let first = try #require(try await made.models.newest("linear"))
        #expect(try await made.models.payload(of: first).count == 300_000)
        let parts: [BSON] = try await made.store.perform(
            Find(Schema.modelFileParts, filter: .empty))
        #expect(parts.count == 3)
    }

    @Test func `an erasure that was begun is ended`() async throws {
        let made = try made()
        try await made.prepare()
        _ = try await made.behaviors.append([click(ann, 1), click(bob, 2)])
        _ = try await made.erasures.forget(UserID(unchecked: "carl"))
        let known = try await RecentTombstones().tombstones(in: made.store)
        let half = BSON { stone in
            stone.append("_id", binary: Tombstones.digest(of: ann, salt: known.salt))
            stone.append("user", "ann")
        }
        _ = try await made.store.perform(InsertMany(Schema.forgotten, documents: [half]))
        try await expect("erasures", wrong: "ann is half erased")
        #expect(try await made.erasures.remains(of: ann).count == 0)
        #expect(try await made.erasures.remains(of: bob).behaviors == 1)
    }

    @Test func `documents that differ from their log are folded again`() async throws {
        let made = try made()
        try await made.prepare()
        let users = ["unequal", "miscounted", "missing", "well"].map(UserID.init(unchecked:))
        for user in users {
            _ = try await made.behaviors.append((1...3).map { click(user, $0) })
            _ = try await made.weights.weights(of: user)
        }
        let before = try await made.weights.weights(of: users[0]).weights
        func change(_ user: String, _ build: (inout BSONWriter) -> Void) async throws {
            let filter = BSON { $0.append("_id", user) }
            let update = BSON { update in update.document("$set") { build(&$0) } }
            _ = try await made.store.perform(
                UpdateMany(Schema.weights, filter: filter, update: update))
        }
        try await change("unequal") { $0.append("interests.0.state.0", 7.0) }
        try await change("miscounted") { $0.append("activity", Int64(2)) }
        let missing = BSON { $0.append("_id", "missing") }
        _ = try await made.store.perform(DeleteMany(Schema.weights, filter: missing))
        try await expect("documents", wrong: "3 differ from their log", flags: ["--documents"])
        for user in users {
            let weights = try await made.weights.weights(of: user).weights
            #expect(weights.states == before.states)
            #expect(weights.frame.activity == 3)
        }
    }

    private func click(_ user: UserID, _ second: Int64) -> Behavior {
        Behavior(
            user: user, item: ItemID(unchecked: "i\(second)"), action: .click,
            time: Timestamp(seconds: 1_400_000_000 + second))
    }
}
