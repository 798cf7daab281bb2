import Interest
import Testing
import Work

struct OwnedWorkTests {
    private static let owner = ProcessOwner(host: "h", process: 1, run: "r")
    private static let began = Timestamp(seconds: 100)

    /// One of each kind, under way.
    private static let works: [any OwnedWork] = [
        JobRecord(id: "j", kind: "train", startedBy: "me", owner: owner, started: began),
        ImportEntry(
            id: "i", source: "log.csv", kind: "behaviors", state: .running, owner: owner,
            started: began, updated: began),
        TrainingEntry(
            recommender: "blend", state: .running, owner: owner, started: began, updated: began),
        ServerRecord(owner: owner, version: "1", started: began),
    ]

    @Test(arguments: 0..<4)
    func `silent work is dead where its process cannot be seen`(kind: Int) {
        let work = Self.works[kind]
        let limit = work.updated + ProcessOwner.silenceMax
        #expect(!work.isDead(now: limit - Interval(milliseconds: 1), isAlive: nil))
        #expect(work.isDead(now: limit, isAlive: nil))
    }

    @Test(arguments: 0..<4)
    func `a process that can be seen decides, whatever the clock says`(kind: Int) {
        let work = Self.works[kind]
        #expect(work.isDead(now: work.updated, isAlive: false))
        #expect(!work.isDead(now: work.updated + .days(9), isAlive: true))
    }

    @Test func `work that has ended is not dead`() throws {
        var job = try #require(Self.works[0] as? JobRecord)
        job.state = .done
        #expect(!job.isDead(now: job.updated + .days(9), isAlive: false))
        var server = try #require(Self.works[3] as? ServerRecord)
        server.stopped = server.started
        #expect(!server.isDead(now: server.updated + .days(9), isAlive: false))
    }
}
