import Harness
import Interest
import Mongo
import Repositories
import Testing
import Work

/// Conformance of job and audit repositories.
@Suite(.store) struct OperatorRepositoriesTests {
    private func jobs(_ backing: Backing) async throws -> any JobRepository {
        guard backing == .mongo else { return MemoryJobRepository() }
        let made = MongoRepositories(store: try LentStore.current.store)
        try await made.prepare()
        return made.jobs
    }

    private func job(_ id: String, kind: String = "train", at seconds: Int64 = 0) -> JobRecord {
        JobRecord(
            id: id, kind: kind, parameters: [.init(name: "law", value: "none")],
            startedBy: "key", owner: ProcessOwner(host: "h", process: 3, run: "r"),
            started: Timestamp(seconds: seconds))
    }

    private func ended(_ job: JobRecord) -> JobRecord {
        var job = job
        job.state = .done
        job.finished = job.started + .seconds(1)
        job.updated = job.started + .seconds(1)
        job.stage = "the end"
        job.fraction = 1
        job.message = "m"
        job.result = #"{"$date":1,"a.b":[0.1]}"#
        job.hasRejects = true
        return job
    }

    @Test(arguments: Backing.allCases)
    func `a job comes back as it was written`(backing: Backing) async throws {
        let jobs = try await jobs(backing)
        #expect(try await jobs.begin(job("a")))
        #expect(try await jobs.job("a") == job("a"))
        #expect(try await jobs.running("train") == job("a"))
        #expect(try await jobs.put(ended(job("a"))))
        #expect(try await jobs.job("a") == ended(job("a")))
        #expect(try await jobs.running("train") == nil)
        #expect(try await jobs.job("b") == nil)
    }

    @Test(arguments: Backing.allCases)
    func `of a kind one runs at a time`(backing: Backing) async throws {
        let jobs = try await jobs(backing)
        #expect(try await jobs.begin(job("a")))
        #expect(try await !jobs.begin(job("b")))
        #expect(try await jobs.begin(job("c", kind: "fold")))
        #expect(try await jobs.put(ended(job("a"))))
        #expect(try await jobs.begin(job("b")))
    }

    @Test(arguments: Backing.allCases)
    func `what has ended is not written any more, nor another owner's`(
        backing: Backing
    ) async throws {
        let jobs = try await jobs(backing)
        #expect(try await jobs.begin(job("a")))
        var other = job("a")
        other.owner.run = "other"
        #expect(try await !jobs.put(other))
        #expect(try await jobs.put(ended(job("a"))))
        #expect(try await !jobs.put(job("a")))
        #expect(try await jobs.job("a") == ended(job("a")))
    }

    @Test(arguments: Backing.allCases)
    func `the newest come first, and the oldest that ended go`(backing: Backing) async throws {
        let jobs = try await jobs(backing)
        #expect(try await jobs.begin(job("going", kind: "fold", at: 0)))
        for second in Int64(1)...4 {
            #expect(try await jobs.begin(job("job\(second)", at: second)))
            #expect(try await jobs.put(ended(job("job\(second)", at: second))))
        }
        #expect(try await jobs.newest(2).map(\.id) == ["job4", "job3"])
        #expect(Set(try await jobs.trim(keeping: 2)) == ["job1", "job2"])
        #expect(try await jobs.newest(9).map(\.id) == ["job4", "job3", "going"])
        #expect(try await jobs.trim(keeping: 2).isEmpty)
    }

    private func servers(_ backing: Backing) async throws -> any ServerRepository {
        guard backing == .mongo else { return MemoryServerRepository() }
        let made = MongoRepositories(store: try LentStore.current.store)
        try await made.prepare()
        return made.servers
    }

    private func server(_ run: String, at seconds: Int64) -> ServerRecord {
        ServerRecord(
            owner: ProcessOwner(host: "h", process: 3, run: run), address: "127.0.0.1:8088",
            version: "1.2.3", started: Timestamp(seconds: seconds))
    }

    @Test(arguments: Backing.allCases)
    func `a server's record is what was written last`(backing: Backing) async throws {
        let servers = try await servers(backing)
        var one = server("a", at: 1)
        try await servers.put(one)
        #expect(try await servers.newest(9) == [one])
        one.updated = Timestamp(seconds: 5)
        one.stopped = Timestamp(seconds: 6)
        one.acknowledged = Timestamp(seconds: 7)
        try await servers.put(one)
        try await servers.put(server("b", at: 2))
        #expect(try await servers.newest(9) == [server("b", at: 2), one])
        #expect(try await servers.newest(1) == [server("b", at: 2)])
        #expect(try await servers.newest(0).isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `old servers are deleted, except those that nobody has accounted for`(
        backing: Backing
    ) async throws {
        let servers = try await servers(backing)
        for second in Int64(1)...4 {
            var server = server("s\(second)", at: second)
            if second == 1 { server.acknowledged = Timestamp(seconds: 9) }
            if second == 2 { server.stopped = Timestamp(seconds: 9) }
            try await servers.put(server)
        }
        try await servers.trim(keeping: 1)
        #expect(try await servers.newest(9).map(\.owner.run) == ["s4", "s3"])
        try await servers.trim(keeping: 1)
        #expect(try await servers.newest(9).count == 2)
    }

    @Test(arguments: Backing.allCases)
    func `the audit keeps the newest, and forgets a person`(backing: Backing) async throws {
        let audit: any AuditRepository
        if backing == .mongo {
            audit = MongoRepositories(store: try LentStore.current.store).audit
        } else {
            audit = MemoryAuditRepository()
        }
        func entry(_ second: Int64) -> AuditEntry {
            AuditEntry(
                id: "e\(second)", time: Timestamp(seconds: second), operatorName: "key",
                action: "GET /x", target: second == 2 ? nil : "ann",
                detail: second == 3 ? "?n=1" : nil, status: 200)
        }
        for second in Int64(1)...4 { try await audit.append(entry(second), keeping: 3) }
        #expect(try await audit.newest(9, before: nil) == [entry(4), entry(3), entry(2)])
        #expect(
            try await audit.newest(1, before: Timestamp(seconds: 4)) == [entry(3)])
        #expect(try await audit.forget("ann") == 2)
        #expect(try await audit.newest(9, before: nil).allSatisfy { $0.target == nil })
    }

    @Test(arguments: Backing.allCases)
    func `versions of models are listed, and dropped one by one`(backing: Backing) async throws {
        let models = try await backing.make().models
        for recommender in ["popular", "blend", "popular"] {
            _ = try await models.save(
                TrainedModel(
                    recommender: recommender, time: Timestamp(seconds: 1),
                    trainedUntil: Timestamp(seconds: 1), behaviors: 1, parameters: [:],
                    payload: [1]))
        }
        let versions = try await models.versions()
        #expect(
            versions.map { "\($0.recommender)/\($0.version)" } == [
                "blend/1", "popular/2", "popular/1",
            ])
        #expect(try await models.drop(versions[2]))
        #expect(try await !models.drop(versions[2]))
        #expect(try await models.versions().count == 2)
    }

    @Test func `the inspector shows what stands in the database`() async throws {
        let made = MongoRepositories(store: try LentStore.current.store)
        try await made.prepare()
        _ = try await made.behaviors.append([
            click("ann", "alien", at: 1), click("anna", "alien", at: 2), click("bo", "ran", at: 3),
        ])
        try await made.profiles.put([Profile(id: "ann", labels: ["a"])])
        let pending = try await made.inspector.documents(of: "ann", newest: 5)
        #expect(pending.map(\.collection) == ["profiles", "behaviors"])
        _ = try await made.weights.weights(of: "ann")
        let folded = try await made.inspector.documents(of: "ann", newest: 5)
        #expect(folded.map(\.collection) == ["weights", "profiles", "behaviors"])
        #expect(folded[2].json.contains(#""item" : "alien""#))
        #expect(try await made.inspector.users(startingWith: "an", limit: 9) == ["ann", "anna"])
        #expect(try await made.inspector.users(startingWith: "", limit: 2) == ["ann", "anna"])
        #expect(try await made.inspector.users(startingWith: "c", limit: 9).isEmpty)
        #expect(
            try await made.inspector.indexes().contains {
                $0.collection == "jobs" && $0.json.contains("kind_running")
            })
        #expect(
            try await made.inspector.newest(1, on: "alien") == [click("anna", "alien", at: 2)])
        #expect(try await made.inspector.missingCount(of: "ann") == 0)
        #expect(try await made.inspector.goneCount() == 0)
    }
}
