import Foundation
import Ingest
import Interest
import Synchronization
import Testing

@testable import Recommending

/// The evaluation protocol on the sample log, against the figures of its own program (numpy and
/// scipy), which the documentation quotes.
struct SampleEvaluationTests {
    @Test func `the sample gives the figures of the protocol's own program`() async throws {
        let log = try EvaluationLog(try await sample())
        #expect(log.count == 75_344 && log.userCount == 6350 && log.itemCount == 2533)
        #expect(log.training.count == 60_275)

        let popular = try Popular.trained(on: log.training) { $0.popular.halfLife = nil }
        let popularity = try Evaluation(
            of: EvaluatedMethod("popularity", model: popular), on: log)
        #expect(popularity.queries == 13_327)
        #expect((popularity.ndcg - 0.045844).magnitude < 1e-6)
        #expect((popularity.hitRate - 0.103474).magnitude < 1e-6)

        let cosine = try Evaluation(of: .itemCosine(on: log), on: log)
        #expect((cosine.ndcg - 0.060135).magnitude < 1e-6)
        #expect((cosine.hitRate - 0.121558).magnitude < 1e-6)

        let fading = try Evaluation(
            of: .itemCosine(on: log, law: LawText(parsing: "exponential 2b").law), on: log)
        #expect((fading.ndcg - 0.076097).magnitude < 1e-6)
        #expect((fading.hitRate - 0.140767).magnitude < 1e-6)

        var contest = Contest(recommenders: ["ease"])
        contest.laws = try ["none", "exponential 2b"].map { try LawText(parsing: $0) }
        var ease: [Double] = []
        try contest.run(on: log) { ease.append($0.evaluation.ndcg) }
        #expect((ease[0] - 0.062569).magnitude < 1e-6)
        #expect((ease[1] - 0.081474).magnitude < 1e-6)
    }

    @Test func `the live protocol gives the figures of its own program`() async throws {
        let log = try EvaluationLog(
            try await sample(), by: EvaluationRules(evaluationProtocol: .live))
        #expect(log.queries.count == 14_679)
        var contest = Contest(
            recommenders: ["popularity", "trending", "item-neighbors"],
            laws: [try LawText(parsing: "exponential 2b")],
            trendingHalfLives: [.days(1), .days(7)])
        // Its own program keeps every pair.
        contest.parameters.itemNeighbors.neighborsMax = 100_000
        var found: [Evaluation] = []
        try contest.run(on: log) { found.append($0.evaluation) }
        for (one, ndcg) in zip(found, [0.047773, 0.118785, 0.107139, 0.096047]) {
            #expect((one.ndcg - ndcg).magnitude < 1e-6)
        }
        let fresh = found.compactMap { $0.segments.first { $0.name == "new items" } }
        #expect(fresh.map(\.queries) == [1352, 1352, 1352, 1352])
        for (one, ndcg) in zip(fresh, [0.000646, 0.452220, 0.298699, 0.078850]) {
            #expect((one.ndcg - ndcg).magnitude < 1e-6)
        }
    }

    /// The ratings in the order of their file.
    private func sample() async throws -> [Behavior] {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Examples/movietweetings/ratings.dat.gz").path
        var options = ImportOptions()
        options.columns = ["user", "item", "value", "time"]
        options.defaultAction = .rating
        options.limits.appendsInFlight = 1
        let kept = KeptBehaviors()
        _ = try await Importer(options).importBehaviors(
            from: ImportSource(path), admission: Admission(gains: .standard, now: .latest),
            into: kept)
        return kept.behaviors.withLock { $0 }
    }
}

/// Takes what an import brings, in its order.
private final class KeptBehaviors: BehaviorRepository {
    let behaviors = Mutex<[Behavior]>([])

    func append(_ batch: [Behavior]) async throws(RepositoryError) -> AppendCount {
        behaviors.withLock { $0 += batch }
        return AppendCount(inserted: batch.count)
    }

    func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] { [] }

    func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {}

    func count() async throws(RepositoryError) -> LogCount { LogCount(behaviors: 0, pending: 0) }
}
