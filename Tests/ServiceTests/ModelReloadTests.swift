import Interest
import Logging
import Service
import Synchronization
import Testing

struct ModelReloadTests {
    /// Answers each look with the next of its answers; after the last it opens `done`.
    final class Supply: ModelLoader {
        private let answers: Mutex<[Result<ModelNews, RepositoryError>]>
        let done = Gate()

        init(_ answers: [Result<ModelNews, RepositoryError>]) { self.answers = Mutex(answers) }

        func refresh() async throws -> ModelNews {
            let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if answer == nil { done.open() }
            return try answer?.get() ?? ModelNews(isSwapped: false)
        }

        func forget(_ user: UserID) async throws {}
    }

    @Test func `newer models are looked for again and again, and a trouble is logged once`()
        async throws
    {
        let gone = RepositoryError(.unavailable, "no server")
        let refusal = "item-neighbors 3 cannot be read"
        let supply = Supply([
            .success(ModelNews(isSwapped: true)), .failure(gone), .failure(gone),
            .success(ModelNews(isSwapped: false, refusals: [refusal])),
            .success(ModelNews(isSwapped: false, refusals: [refusal])), .failure(gone),
        ])
        let log = LogLines()
        var world = try World()
        world.dependencies.models = supply
        world.configuration.reloadInterval = .seconds(7)
        let pauses = Mutex<Set<Duration>>([])
        let application = try buildApplication(
            world.dependencies, configuration: world.configuration, logger: log.logger(.info),
            pause: { duration in
                pauses.withLock { _ = $0.insert(duration) }
                try await Task.sleep(for: .milliseconds(1))
            })
        try await application.asked { client in
            await supply.done.wait()
            let answer = try await client.get("/api/health/live")
            #expect(answer.status == 200)
        }
        let goesOn = "; the models that serve go on [:]"
        let told = log.lines.filter { !$0.contains("Service") && !$0.contains("service") }
        #expect(
            told == [
                "info newer models serve [:]",
                "warning newer models cannot be looked for: no server\(goesOn)",
                "warning item-neighbors 3 cannot be read\(goesOn)",
                "warning newer models cannot be looked for: no server\(goesOn)",
            ])
        // The catalog is looked at more often.
        let others = pauses.withLock { $0 }.subtracting([world.configuration.catalogInterval])
        #expect(others == [.seconds(7)])
    }
}
