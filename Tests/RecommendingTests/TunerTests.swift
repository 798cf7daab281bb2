import Harness
import Interest
import Synchronization
import Testing

@testable import Recommending

struct TunerTests {
    /// Everybody's interest moves on after a few clicks, so old ones foretell nothing.
    private func drifting() -> [Behavior] {
        var random = SplitMix(seed: 11)
        return (0..<1200).map { index in
            let user = random.below(40)
            let topic = (index / 150 + user) % 8
            return Behavior(
                user: UserID(unchecked: "u\(user)"),
                item: ItemID(unchecked: "t\(topic)-\(random.below(6))"), action: .click,
                time: Timestamp(seconds: 1_700_000_000 + Int64(index) * 600))
        }
    }

    private func tuner(_ law: String = "none", repeats: Bool = true) throws -> Tuner {
        Tuner(
            rules: EvaluationRules(countsRepeats: repeats),
            start: TuningCandidate(
                law: try LawText(parsing: law), gains: .standard,
                parameters: TrainingParameters(
                    blend: .init(
                        neighborHalfLives: [5], linearHalfLives: [],
                        trendingHalfLives: [.days(1)]))))
    }

    private func run(
        _ tuner: Tuner, limit: Int = .max, on behaviors: [Behavior]? = nil
    ) throws -> (outcome: TuningOutcome, trials: [TuningTrial]) {
        var trials: [TuningTrial] = []
        let outcome = try tuner.run(
            on: behaviors ?? drifting(), isOver: { trials.count >= limit }
        ) { trials.append($0) }
        return (outcome, trials)
    }

    @Test func `where interests drift a law that fades is found, and holds later`() throws {
        let (outcome, trials) = try run(tuner(), limit: 6)
        #expect(!(outcome.best.candidate.law.law is NoDecayLaw))
        #expect(outcome.best.ndcg > trials[0].ndcg)
        let held = try #require(outcome.held)
        #expect(held.after > held.before)
    }

    @Test func `none is always tried, whatever the store has`() throws {
        let (_, trials) = try run(tuner("exponential 1h"), limit: 3)
        #expect(trials.contains { $0.candidate.law.law is NoDecayLaw })
    }

    @Test func `steps rise, begin with what there is, and end with the best of all`() throws {
        let (outcome, trials) = try run(tuner(), limit: 22)
        let rising = outcome.steps.map(\.ndcg)
        #expect(rising == rising.sorted() && Set(rising).count == rising.count)
        #expect(outcome.steps.first?.candidate.law.description == "none")
        #expect(outcome.best.ndcg == trials.map(\.ndcg).max())
        #expect(outcome.trials == trials.count)
        #expect(Set(trials.map(\.candidate.description)).count == trials.count)
    }

    @Test func `the time that is up ends it with what there is`() throws {
        let (outcome, trials) = try run(tuner(), limit: 1)
        #expect(trials.count == 1 && outcome.isCut)
        #expect(outcome.best.candidate.law.description == "none")
    }

    /// Whatever happens behind the split, the choice is the same.
    @Test func `nothing behind the split is looked at`() throws {
        let behaviors = drifting()
        let cut = Int(0.8 * Double(behaviors.count))
        var changed = behaviors
        for index in cut..<behaviors.count {
            changed[index].item = behaviors[behaviors.count - 1 - index + cut].item
        }
        var open = try tuner()
        open.rules.corePasses = 0
        let (one, other) = (
            try run(open, limit: 5), try run(open, limit: 5, on: changed)
        )
        #expect(one.trials.map(\.ndcg) == other.trials.map(\.ndcg))
        #expect(one.outcome.held?.after != other.outcome.held?.after)
    }

    @Test func `every knob gives laws and parameters that can be trained by`() throws {
        let start = TuningCandidate(
            law: try LawText(parsing: "exponential 3d"), gains: .standard)
        for knob in TuningKnob.order {
            let variants = knob.variants(of: start, actions: [.click, .rating])
            #expect(!variants.isEmpty)
            for variant in variants {
                try variant.parameters.check()
                #expect(
                    try LawText(parsing: variant.law.description).description
                        == variant.law.description)
                #expect(
                    variant.description != start.description || knob == .law
                        || knob == .shrinkage || knob == .augmentation || knob == .text)
            }
        }
        let both = TuningKnob.refinedLaw.variants(of: start, actions: [])
            .map(\.law.description)
        #expect(both.contains("exponential 3d,5b"))
        #expect(both.contains { $0.contains(" + ") })
    }

    @Test func `gains are tried action by action`() throws {
        let start = TuningCandidate(law: try LawText(parsing: "none"), gains: .standard)
        let tried = TuningKnob.gains.variants(of: start, actions: [.purchase, .rating])
            .map(\.gains.rules)
        let purchases = Set(tried.compactMap { $0[.purchase] })
        #expect(purchases.isSuperset(of: [.fixed(6), .fixed(1.5), .fixed(0)]))
        let ratings = Set(tried.compactMap { $0[.rating] })
        #expect(ratings.isSuperset(of: [.fixed(1), .rating(lowest: -10, highest: 10)]))
        #expect(TuningKnob.gains.variants(of: start, actions: [.click]).isEmpty)
    }

    @Test func `an empty log, and one that is too short, say so`() throws {
        for behaviors in [[], Array(drifting().prefix(3))] {
            let error = #expect(throws: ModelError.self) { try run(tuner(), on: behaviors) }
            #expect(error?.code == .emptyLog)
        }
    }

    @Test func `it stops when its task is cancelled`() async throws {
        let (tuner, behaviors) = (try tuner(), drifting())
        let task = Task {
            await untilCancelled()
            return try await tuner.tune(on: behaviors, isOver: { false })
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
