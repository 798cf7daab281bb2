import HTTPTypes
import Interest
import Repositories
import Service
import Testing

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

    @Test func `an invalid id is refused`() async throws {
        let world = try await world()
        #expect(try await world.ask(.delete, "/api/admin/user/%00").status == 400)
    }
}
