import CoreMetrics
import HTTPTypes
import Interest
import Metering
import Recommending
import Repositories
import Service
import Testing
import Work

struct MetricsTests {
    /// What `/metrics` tells after some requests.
    private func scrape(
        _ world: World, after requests: [(HTTPRequest.Method, String)] = []
    ) async throws -> String {
        try await world.application().asked { client in
            for (method, path) in requests {
                _ = try await client.ask(
                    uri: path, method: method, headers: [:], body: nil)
            }
            let answer = try await client.get("/metrics")
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            return answer.body
        }
    }

    private func lines(_ text: String, with part: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.contains(part) }
    }

    @Test func `each request counts under its route, method and status`() async throws {
        let text = try await scrape(
            try await World.ofAnn(),
            after: [
                (.get, "/api/user/ann/interests"), (.get, "/api/user/bob/interests"),
                (.get, "/api/user/ann/interests?n=x"), (.get, "/nowhere/ann"),
                (.delete, "/api/feedback"),
            ])
        let counts = lines(text, with: "http_server_request_duration_seconds_count")
        let interests = #"http_route="/api/user/{id}/interests""#
        #expect(
            counts.filter { $0.contains(interests) } == [
                "http_server_request_duration_seconds_count{http_request_method=\"GET\","
                    + "http_response_status_code=\"200\",\(interests)} 2",
                "http_server_request_duration_seconds_count{http_request_method=\"GET\","
                    + "http_response_status_code=\"400\",\(interests)} 1",
            ])
        #expect(counts.contains { $0.contains(#"status_code="404",http_route="NotFound"} 1"#) })
        #expect(counts.contains { $0.contains(#"method="DELETE""#) && $0.contains("405") })
        // The scrape itself is under way.
        #expect(text.contains("\nhttp_server_active_requests 1\n"))
    }

    @Test func `no user and no item is in the metrics`() async throws {
        let text = try await scrape(
            try await World.ofAnn(),
            after: [
                (.get, "/api/user/ann/interests"), (.get, "/api/recommend/ann?exclude=alien"),
                (.get, "/api/user/ann"), (.get, "/ann/alien"),
            ])
        #expect(!text.contains("ann") && !text.contains("alien"))
    }

    @Test func `methods that nobody knows are one`() async throws {
        let invented = try (0..<20).map { number in
            (try #require(HTTPRequest.Method("M\(number)")), "/metrics")
        }
        let text = try await scrape(try World(), after: invented)
        let counts = lines(text, with: "http_server_request_duration_seconds_count")
        #expect(counts.count == 1)
        #expect(counts[0].contains(#"http_request_method="_OTHER""#))
        #expect(counts[0].hasSuffix(" 20"))
    }

    @Test func `metrics want the key, which may come as a bearer's token`() async throws {
        var world = try World()
        world.configuration.key = try APIKey("sesame")
        #expect(try await world.get("/metrics").status == 401)
        for wrong in ["Bearer", "Bearer sesam", "Basic sesame", "sesame"] {
            #expect(
                try await world.get("/metrics", headers: [.authorization: wrong]).status == 401)
        }
        for right in ["Bearer sesame", "bearer sesame"] {
            #expect(
                try await world.get("/metrics", headers: [.authorization: right]).status == 200)
        }
    }

    @Test func `metrics are answered while the service is busy`() async throws {
        var world = try World()
        world.configuration.requestsMax = 1
        world.configuration.budgetWaitMax = .zero
        let source = WaitingRecommendations()
        world.dependencies.recommendations = source
        try await world.application().asked { client in
            async let waiting = client.get("/api/recommend/ann")
            await source.asked.wait()
            let text = try await client.get("/metrics").body
            #expect(text.contains("\nhttp_server_active_requests 2\n"))
            #expect(try await client.get("/api/recommend/bob").status == 503)
            source.told.open()
            #expect(try await waiting.status == 200)
        }
    }

    @Test func `how the last trainings went is shown`() async throws {
        let (registry, trainings) = (Registry(.ebb), MemoryTrainingRepository())
        let supply = ServingModelLoader(
            ServingModels(), from: MemoryModelRepository(), trainings: trainings,
            now: { World.now }, metrics: registry)
        var entry = TrainingEntry(
            recommender: "blend", state: .running,
            owner: ProcessOwner(host: "here", process: 7, run: "1"),
            started: World.now - .seconds(180), updated: World.now - .seconds(90))
        try await trainings.put(entry)
        _ = try await supply.refresh()
        let outcomes = {
            lines(registry.text, with: "ebb_training_outcome").filter { $0.hasSuffix(" 1") }
        }
        #expect(
            outcomes() == [#"ebb_training_outcome{outcome="killed",recommender="blend"} 1"#])
        entry.state = .done
        try await trainings.put(entry)
        _ = try await supply.refresh()
        #expect(outcomes() == [#"ebb_training_outcome{outcome="done",recommender="blend"} 1"#])
        #expect(
            registry.text.contains(
                "\nebb_training_duration_seconds{recommender=\"blend\"} 90\n"))
    }

    @Test func `the models that serve are shown`() async throws {
        let (registry, models, world) = (
            Registry(.ebb), MemoryModelRepository(), try await World.ofAnn()
        )
        let trained = try await Trainer(workers: 1).train(
            ["popular"], from: world.behaviors, settings: world.settings.settings(),
            now: World.now)
        for _ in 0..<2 {
            for model in trained { _ = try await models.save(model) }
        }
        _ = try await ServingModelLoader(ServingModels(), from: models, metrics: registry).refresh()
        let told = lines(registry.text, with: "ebb_model").filter { $0.first != "#" }
        #expect(
            told == [
                #"ebb_model_behaviors{recommender="popular"} 2"#,
                #"ebb_model_trained_timestamp_seconds{recommender="popular"} 1715299200"#,
                #"ebb_model_version{recommender="popular"} 2"#,
                "ebb_models_refused 0",
            ])
    }
}
