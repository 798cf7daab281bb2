import Foundation
import Harness
import Interest
import Mongo
import Recommending
import Repositories
import Testing

/// Several servers' models on one database: what trends is the same on all.
@Suite(.store)
struct SharedTrendsTests {
    /// What a server holds: repositories of its own, a serving, and what feeds it.
    private struct Server {
        let repositories: MongoRepositories
        let serving = ServingModels()
        let feed: LogFollower

        init() async throws {
            repositories = MongoRepositories(
                store: try Store(try LentStore.current.configuration))
            try await repositories.prepare()
            try await serving.refresh(from: repositories.models)
            feed = LogFollower(
                serving, from: repositories.behaviors, settings: repositories.settings)
            try await feed.look()
        }

        func trends() async throws -> [String: Double] {
            try await feed.look()
            let found = Recommendations(serving: serving, chain: [Trending.name])
                .answer(RecommendationRequest(interests: [], count: 100)).recommendations
            return Dictionary(uniqueKeysWithValues: found.map { ($0.item.text, $0.score) })
        }

        func close() async { await repositories.store.close() }
    }

    private func click(_ user: String, _ item: String, ago: Interval) -> Behavior {
        Behavior(
            user: UserID(unchecked: user), item: ItemID(unchecked: item), action: .click,
            time: now - ago)
    }

    private let now = Timestamp(
        milliseconds: Int64(Date().timeIntervalSince1970 * 1000))

    @Test func `what came through another server, an import or before a restart trends`()
        async throws
    {
        let first = try await Server()
        // Behind all that the training meets: what the server's clock calls later comes later.
        let trained = now - .hours(1)
        _ = try await first.repositories.behaviors.append(
            ["a", "b", "c"].map { click("u", $0, ago: .hours(2)) })
        let models = try await Trainer(workers: 1).train(
            [Trending.name], from: first.repositories.behaviors, settings: .standard, now: trained)
        for model in models { _ = try await first.repositories.models.save(model) }
        try await first.serving.refresh(from: first.repositories.models)

        let second = try await Server()
        let before = try await second.trends()
        _ = try await first.repositories.behaviors.append(
            (0..<300).map { click("v\($0)", "b", ago: .seconds(1800)) })
        let lines = (0..<200).map { number in
            #"{"user":"w\#(number)","item":"c","action":"click","time":"\#(now)"}"#
        }
        let imported = try await EbbProcess.run(
            ["import", "-"], input: Data(lines.joined(separator: "\n").utf8))
        #expect(imported.status == 0, "\(imported)")

        let found = [try await first.trends(), try await second.trends()]
        #expect(before["b"] ?? 1 < 0.34)
        #expect(found[1]["b"] ?? 0 > 0.5)
        let third = try await Server()
        let late = try await third.trends()
        for other in [found[0], late] {
            for name in ["a", "b", "c"] {
                let off = (other[name] ?? -1) - (found[1][name] ?? -2)
                #expect(off.magnitude < 1e-12)
            }
        }
        for server in [first, second, third] { await server.close() }
    }
}
