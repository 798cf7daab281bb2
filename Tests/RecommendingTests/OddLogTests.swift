import Interest
import Testing

@testable import Recommending

/// Evaluations of logs that are hardly any.
struct OddLogTests {
    private let words = ["abcab", "bcabc", "cabca"]

    private func rules(depth: Int = 10) -> EvaluationRules {
        EvaluationRules(
            corePasses: 0, trainingShare: 0.6, countsRepeats: true, depths: [depth])
    }

    @Test func `lists longer than the catalog are the catalog`() throws {
        let log = try EvaluationLog(behaviors(words).joined(), by: rules(depth: 1000))
        let model = try ItemNeighbors.trained(on: log.training)
        let found = try Evaluation(of: EvaluatedMethod("item-neighbors", model: model), on: log)
        #expect(found.queries == 6 && found.hitRate == 1)
    }

    @Test func `a log of one moment is split in the order in which it came`() throws {
        let same = behaviors(words).joined().map { behavior in
            var behavior = behavior
            behavior.time = .earliest
            return behavior
        }
        let log = try EvaluationLog(same, by: rules())
        #expect(log.training.count == 9)
        let found = try Evaluation(of: .trending(halfLife: .days(1)), on: log)
        #expect(found.queries > 0 && found.ndcg.isFinite)
    }
}
