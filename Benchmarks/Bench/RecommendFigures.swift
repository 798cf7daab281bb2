import Foundation
import Ingest
import Interest
import Recommending
import Repositories

/// Measures recommendations over HTTP.
enum RecommendFigures {
    /// The log whose users get recommendations.
    enum Source {
        /// The film ratings in the repository, relative to its folder.
        case sample
        /// A generated log, for tests.
        case generated(TrainFigures.Size)
    }

    private static let folder = "Examples/movietweetings"
    /// One more than the largest user number in the sample.
    private static let sampleUsers = 16_555
    /// 2026-01-01, after the end of both logs.
    private static let end = Timestamp(seconds: 1_767_225_600)

    /// `recommend.http`: the ten best items of the default models, for every user of the log in
    /// turn, nothing pending, requested by wrk over 64 connections, compared with Hummingbird's
    /// bare "Hello" in the same process by the same client.
    static func http(
        _ source: Source, rounds: Int, seconds: Int, uri: String
    ) async throws -> [Figure] {
        let (users, path) =
            switch source {
            case .sample: (sampleUsers, "/api/recommend/%d")
            case .generated(let size): (size.users, "/api/recommend/u1%07d")
            }
        let wrk = try Wrk(
            connections: HTTPFigures.connections, seconds: seconds, users: users)
        return try await BenchStore.with(uri, name: "recommend") { bench in
            try await fill(bench, from: source)
            let serving = try await trained(bench)
            // A time in the future, so that the answer always has the same bytes.
            let sample = path.replacing("%d", with: "1").replacing("%07d", with: "0000001")
            let figure = try await HTTPFigures.measure(
                "recommend.http", bench, serving, asking: path + "?n=10", by: wrk,
                sample: sample + "?n=10&at=2037-01-01", rounds: rounds)
            return [figure]
        }
    }

    private static func fill(_ bench: BenchStore, from source: Source) async throws {
        let repositories = bench.repositories
        switch source {
        case .generated(let size):
            let log = GeneratedLog(
                users: size.users, items: size.items, behaviors: size.behaviors)
            for batch in log { _ = try await repositories.behaviors.append(batch) }
        case .sample:
            var options = ImportOptions()
            options.columns = ["item", "title", "categories"]
            _ = try await Importer(options).importItems(
                from: .file(file("movies.dat.gz")), into: repositories.items)
            options.columns = ["user", "item", "value", "time"]
            options.defaultAction = .rating
            options.timeUnit = .seconds
            let admission = Admission(gains: .standard, now: end)
            _ = try await Importer(options).importBehaviors(
                from: .file(file("ratings.dat.gz")), admission: admission,
                into: repositories.behaviors)
        }
        _ = try await repositories.weights.foldPending()
    }

    private static func file(_ name: String) throws -> String {
        let path = "\(folder)/\(name)"
        guard FileManager.default.fileExists(atPath: path) else {
            throw BenchError(
                "recommend.http cannot find \(path): run it in the folder of Ebb's sources")
        }
        return path
    }

    private static func trained(_ bench: BenchStore) async throws -> ServingModels {
        let repositories = bench.repositories
        let models = try await Trainer().train(
            Recommenders.served, from: repositories.behaviors, catalog: repositories.items,
            settings: repositories.settings.settings(), now: end)
        for model in models { _ = try await repositories.models.save(model) }
        let serving = ServingModels()
        try await serving.refresh(from: repositories.models)
        return serving
    }
}
