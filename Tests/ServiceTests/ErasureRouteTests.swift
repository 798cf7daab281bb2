import HTTPTypes
import Harness
import Interest
import Repositories
import Service
import Synchronization
import Testing
import Work

struct ErasureRouteTests {
    private func world() async throws -> World {
        var world = AdminWorld(try await World.ofAnn()).world
        let weights = MemoryWeightRepository(
            log: world.behaviors, settings: world.settings, now: { World.now })
        world.dependencies.weights = weights
        world.dependencies.erasures = MemoryErasureRepository(
            log: world.behaviors, weights: weights,
            profiles: MemoryProfileRepository(beside: world.behaviors))
        return world
    }

    @Test func `who is erased is gone, and stays so whatever comes again`() async throws {
        let world = try await world()
        let path = "/api/admin/user/ann"
        let before = try await world.get("\(path)/remains")
        #expect(
            before.body
                == #"{"UserId":"ann","Behaviors":2,"Weights":0,"Profiles":0,"Forgotten":false}"#)
        _ = try await world.get("/api/user/ann/interests")
        let answer = try await world.ask(.delete, path)
        #expect(answer.status == 200)
        #expect(
            answer.body == #"{"UserId":"ann","Behaviors":2,"Weights":1,"Profiles":0,"#
                + #""Forgotten":true,"Remaining":0}"#)
        let feedback = try await world.ask(
            .post, "/api/feedback",
            body: #"[{"FeedbackType":"click","UserId":"ann","ItemId":"alien"}]"#)
        #expect(feedback.status == 200)
        #expect(try await world.get("/api/user/ann/interests").body.contains("\"Interests\":[]"))
        #expect(
            try await world.get("\(path)/remains").body
                == #"{"UserId":"ann","Behaviors":0,"Weights":0,"Profiles":0,"Forgotten":true}"#)
    }

    /// A service that erases one behavior in a request, and whose job waits for a sign.
    private func heavy() async throws -> (AdminWorld, SlowErasures, Gate) {
        let (erasures, sign) = (SlowErasures(behaviors: 3), Gate())
        let job = JobDefinition(kind: "erase", parameters: [], check: { _ in }) { _ in
            await sign.wait()
            let users = try await erasures.finish(stepping: 1) { _ in }
            return JobOutcome(result: "{\"users\":\(users)}")
        }
        var limits = AdminLimits()
        limits.erasedMax = 1
        var admin = AdminWorld(try await World.ofAnn(), limits: limits, jobs: [job])
        admin.world.dependencies.erasures = erasures
        return (admin, erasures, sign)
    }

    @Test(arguments: ["/api/admin/user/ann", "/api/user/ann"])
    func `what is too much for a request goes on as a job that names nobody`(
        path: String
    ) async throws {
        let (admin, erasures, sign) = try await heavy()
        try await admin.serving { site in
            let answer = try await site.ask(.delete, path)
            #expect(answer.status == 202, "\(answer.body)")
            #expect(erasures.left == ["ann": 2])
            // Asked again, it is the same job.
            #expect(try await site.ask(.delete, "/api/admin/user/ann").status == 202)
            let jobs = try await admin.jobs.newest(9)
            #expect(jobs.map(\.kind) == ["erase"])
            #expect(!(try await site.get("/api/admin/jobs").body.contains("ann")))
            sign.open()
            #expect(try await admin.ended(try #require(jobs.first).id).state == .done)
            #expect(erasures.left.isEmpty)
            #expect(try await site.ask(.delete, "/api/admin/user/ann").status == 202)
        }
    }

    @Test func `an invalid id is refused`() async throws {
        let world = try await world()
        #expect(try await world.ask(.delete, "/api/admin/user/%00").status == 400)
    }
}

/// Erasures of users who each have some behaviors.
private final class SlowErasures: ErasureRepository {
    private let behaviors: Int
    private let begun = Mutex<[String: Int]>([:])

    init(behaviors: Int) { self.behaviors = behaviors }

    /// How many behaviors are left of users whose erasure has begun.
    var left: [String: Int] { begun.withLock { $0 } }

    func begin(_ user: UserID, readmits: Bool) async throws(RepositoryError) -> Remains {
        begun.withLock { $0[user.text] = $0[user.text] ?? behaviors }
        return Remains(behaviors: 0, weights: 0, profiles: 0, isForgotten: true)
    }

    func erase(
        _ user: UserID, atMost limit: Int
    ) async throws(RepositoryError) -> ErasureStep {
        begun.withLock { begun in
            let there = begun[user.text] ?? 0
            let count = min(limit, there)
            begun[user.text] = there == count ? nil : there - count
            let erased = Remains(behaviors: count, weights: 0, profiles: 0, isForgotten: true)
            return ErasureStep(erased: erased, isFinished: there == count)
        }
    }

    func remains(of user: UserID) async throws(RepositoryError) -> Remains {
        Remains(
            behaviors: left[user.text] ?? 0, weights: 0, profiles: 0, isForgotten: true)
    }

    func readmit(_ user: UserID) async throws(RepositoryError) -> Bool { false }

    func unfinished() async throws(RepositoryError) -> [UserID] {
        left.keys.sorted().map { UserID(unchecked: $0) }
    }

    func erased() async throws(RepositoryError) -> ErasedUsers {
        ErasedUsers(salt: UserSalt([]), hashes: [])
    }
}
