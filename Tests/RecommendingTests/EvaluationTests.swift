import Foundation
import Interest
import Testing

@testable import Recommending

struct EvaluationTests {
    /// A log written as `user item` in order of time, one a second.
    private func file(_ words: [String]) -> [Behavior] {
        words.enumerated().map { second, word in
            Behavior(
                user: UserID(unchecked: "\(word.prefix(1))"), item: item("\(word.suffix(1))"),
                action: .click, time: Timestamp(seconds: Int64(second)))
        }
    }

    private func rules(_ share: Double, repeats: Bool = false) -> EvaluationRules {
        EvaluationRules(corePasses: 0, trainingShare: share, countsRepeats: repeats)
    }

    private func popularity(_ log: EvaluationLog) throws -> EvaluatedMethod {
        let model = try Popular.trained(on: log.training) { $0.popular.halfLife = nil }
        return EvaluatedMethod("popularity", model: model)
    }

    // Training: a 3, b 2, c 1. Later, in turn:
    //     3 b   a query: user 3 had a and c
    //     4 a   none: user 4 did nothing before
    //     1 a   had: a query only where repeats count
    //     4 d   none: training has no d
    let words = ["1a", "1b", "2a", "2b", "3a", "3c", "3b", "4a", "1a", "4d"]

    @Test func `without repeats what the user had is out of the ranking`() throws {
        let log = try EvaluationLog(file(words), by: rules(0.6))
        let found = try Evaluation(of: popularity(log), on: log)
        #expect(found.queries == 1)
        #expect(found.hitRate == 1 && found.ndcg == 1)
        #expect(try Evaluation(of: .itemCosine(on: log), on: log).ndcg == 1)
    }

    @Test func `with repeats all is ranked`() throws {
        let log = try EvaluationLog(file(words), by: rules(0.6, repeats: true))
        let found = try Evaluation(of: popularity(log), on: log)
        #expect(found.queries == 2)
        // b stands second: 1/log2(3); a stands first: 1.
        #expect((found.ndcg - (0.630_929_753_571_457_4 + 1) / 2).magnitude < 1e-15)
    }

    @Test func `equal scores share the average place`() throws {
        // Nothing goes with anything: b, c and d score 0, and b's place is the middle one, 1.
        let log = try EvaluationLog(file(["1a", "2b", "3c", "4d", "1b"]), by: rules(0.8))
        let found = try Evaluation(of: .itemCosine(on: log), on: log)
        #expect((found.ndcg - 0.630_929_753_571_457_4).magnitude < 1e-15)
    }

    @Test func `the depth bounds what counts as a hit`() throws {
        var rules = rules(0.6, repeats: true)
        rules.depths = [1]
        let log = try EvaluationLog(file(words), by: rules)
        #expect(try Evaluation(of: popularity(log), on: log).hitRate == 0.5)
    }

    @Test(arguments: [false, true], [nil, 2] as [Double?])
    func `agrees with the protocol written as plain loops`(
        _ repeats: Bool, _ halfLife: Double?
    ) throws {
        let rules = EvaluationRules(countsRepeats: repeats)
        let plain = PlainEvaluation(days(seed: 11), rules)
        let log = try EvaluationLog(days(seed: 11), by: rules)
        let law =
            try halfLife.map { try LawText(parsing: "exponential \(Int($0))b").law }
            ?? NoDecayLaw()
        let wanted = [plain.ndcg(plain.popularity), plain.ndcg(plain.cosine(halfLife))]
        let found = try [
            Evaluation(of: popularity(log), on: log),
            Evaluation(of: .itemCosine(on: log, law: law), on: log),
        ]
        #expect(found.allSatisfy { $0.queries == plain.queries.count && $0.queries > 20 })
        #expect((found[0].ndcg - wanted[0]).magnitude < 1e-12)
        #expect((found[1].ndcg - wanted[1]).magnitude < 1e-6)
    }

    /// A generated log whose times are whole days, so that many are equal.
    private func days(seed: UInt64) -> [Behavior] {
        GeneratedLog(seed: seed, users: 40, items: 40, behaviors: 500).joined().map {
            var behavior = $0
            let day = behavior.time.milliseconds / 86_400_000
            behavior.time = Timestamp(milliseconds: day * 86_400_000)
            return behavior
        }
    }

    @Test func `the number of workers changes no bit`() throws {
        let log = try EvaluationLog(days(seed: 2))
        let method = try EvaluatedMethod.itemCosine(
            on: log, law: LawText(parsing: "exponential 2b").law)
        let one = try Evaluation(of: method, on: log, control: TrainingControl(workers: 1))
        #expect(try Evaluation(of: method, on: log, control: TrainingControl(workers: 5)) == one)
    }

    @Test func `a log that leaves nothing says so`() throws {
        let none = #expect(throws: ModelError.self) { try EvaluationLog([]) }
        #expect(none?.code == .emptyLog)
        let rare = #expect(throws: ModelError.self) { try EvaluationLog(file(words)) }
        #expect(
            rare?.message
                == "nothing is left to evaluate on: too few items have 5 behaviors and users 3")
        let log = try EvaluationLog(file(["1a", "2b"]), by: rules(0.5))
        let unforeseen = #expect(throws: ModelError.self) {
            try Evaluation(of: popularity(log), on: log)
        }
        #expect(unforeseen?.code == .emptyLog)
    }

    @Test(arguments: [0, 1, -1, .nan, 2] as [Double])
    func `a share that leaves a part empty is refused`(_ share: Double) {
        let error = #expect(throws: ModelError.self) {
            try EvaluationLog(file(words), by: rules(share))
        }
        #expect(error?.code == .parameter)
    }

    /// a and b are had together by users 1 and 2; c by user 3 alone. Everybody is shown the two
    /// most popular of what they have not had.
    @Test func `lists are judged as worked by hand`() throws {
        var rules = rules(0.6, repeats: true)
        (rules.depths, rules.judgesLists) = ([2, 1], true)
        let log = try EvaluationLog(file(words), by: rules)
        let figures = try Evaluation(of: popularity(log), on: log).figures
        let both = try #require(figures[0].lists)
        // Shown: a and b, twice, of a, b, c and d. a is had by 3 of 3 users, b by 2.
        #expect(both.coverage == 0.5)
        #expect((both.novelty - log2(1.5) / 2).magnitude < 1e-12)
        #expect((both.diversity - (1 - 2 / 6.0.squareRoot())).magnitude < 1e-6)
        let one = try #require(figures[1].lists)
        #expect(one.coverage == 0.25 && one.novelty == 0 && one.diversity == 0)
        #expect(figures[0].precision == figures[0].hitRate / 2)
        // b stands second, a first.
        #expect(figures[0].reciprocalRank == 0.75 && figures[1].reciprocalRank == 0.5)
    }

    @Test func `nobody who does not ask pays for lists and intervals`() throws {
        let log = try EvaluationLog(file(words), by: rules(0.6, repeats: true))
        let found = try Evaluation(of: popularity(log), on: log)
        #expect(found.figures[0].lists == nil && found.ndcgInterval == nil)
    }

    /// The spread of a mean of 400 coins, thrown by as many users, is 0.025.
    @Test func `an interval is as wide as the mean is unsure`() throws {
        let coins = (0..<400).map { Float($0 % 2) }
        let apart = Bootstrap.interval(
            of: coins, users: (0..<400).map { Int32($0) }, resamples: 2000)
        let free = try #require(apart)
        #expect((free.low - 0.451).magnitude < 0.01 && (free.high - 0.549).magnitude < 0.01)
        // Ten users, each of one mind: far less is known.
        let users = (0..<400).map { Int32($0 / 40) }
        let minds = users.map { Float($0 % 2) }
        let together = Bootstrap.interval(of: minds, users: users, resamples: 2000)
        let bound = try #require(together)
        #expect(bound.high - bound.low > 3 * (free.high - free.low))
        #expect(Bootstrap.interval(of: [], users: [], resamples: 9) == nil)
        let one = try #require(Bootstrap.interval(of: [1], users: [7], resamples: 9))
        #expect(one.low == 1 && one.high == 1)
    }

    @Test func `an evaluation with an interval holds its mean, the same every time`() throws {
        let behaviors = Array(
            GeneratedLog(seed: 5, users: 60, items: 60, behaviors: 1500).joined())
        let log = try EvaluationLog(behaviors, by: .init(resamples: 200))
        let found = try Evaluation(of: popularity(log), on: log)
        let interval = try #require(found.ndcgInterval)
        #expect(interval.low < found.ndcg && found.ndcg < interval.high)
        #expect(try Evaluation(of: popularity(log), on: log) == found)
    }
}
