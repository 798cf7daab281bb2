import Glibc
import Interest
import Testing

@testable import Recommending

/// The live protocol against plain loops over dictionaries.
struct LiveEvaluationTests {
    private func rules(_ repeats: Bool = false, share: Double = 0.7) -> EvaluationRules {
        EvaluationRules(
            corePasses: 0, trainingShare: share, countsRepeats: repeats, evaluationProtocol: .live)
    }

    private func generated(_ seed: UInt64) -> [Behavior] {
        GeneratedLog(seed: seed, users: 40, items: 60, behaviors: 700).flatMap(\.self)
            .sorted { $0.time < $1.time }
    }

    @Test(arguments: [false, true])
    func `agrees with the protocol written as plain loops`(_ repeats: Bool) throws {
        let behaviors = generated(4)
        let log = try EvaluationLog(behaviors, by: rules(repeats))
        let parameters = TrainingParameters()
        var contest = Contest(
            recommenders: ["popularity", "trending", "item-neighbors"],
            laws: [try LawText(parsing: "exponential 2b")], trendingHalfLives: [.days(1)],
            parameters: parameters)
        contest.catalog = []
        var found: [String: Evaluation] = [:]
        try contest.run(on: log) { found[$0.name] = $0.evaluation }
        let plain = PlainLiveEvaluation(behaviors, cut: Int(0.7 * 700), repeats: repeats)
        #expect(plain.queries > 50)
        for (name, ndcg) in plain.ndcg {
            #expect(found[name]?.queries == plain.queries)
            #expect(((found[name]?.ndcg ?? 0) - ndcg).magnitude < 1e-6, "\(name)")
        }
    }

    @Test func `an item of yesterday is asked for, and what nobody met is not ranked`() throws {
        // n is new after the split; the fifth behavior is the first on it and cannot be foreseen.
        let log = try EvaluationLog(
            timed(["1a", "1b", "2a", "2b", "1n", "2n", "2z"]), by: rules(share: 0.6))
        #expect(log.queries.map(\.sought).map(\.count) == [1])
        #expect(log.queries.first?.candidates == 3)
        let found = try Evaluation(of: .popularity, on: log)
        // a and b are had, n alone is left.
        #expect(found.ndcg == 1)
        #expect(found.segments.first { $0.name == "new items" }?.queries == 1)
    }

    @Test func `frozen and live are distinguished and do not mix with windows`() {
        let both = EvaluationRules(crossValidation: .windows(3), evaluationProtocol: .live)
        #expect(throws: ModelError.self) { try both.check() }
        #expect(throws: Never.self) { try EvaluationRules(crossValidation: .windows(3)).check() }
        #expect(throws: ModelError.self) {
            try EvaluationRules(mode: .leaveLastOut, evaluationProtocol: .live).check()
        }
    }

    @Test func `the figures do not depend on the number of workers`() throws {
        let log = try EvaluationLog(generated(6), by: rules())
        var contest = Contest(recommenders: ["item-neighbors", "blend"])
        contest.laws = Array(Contest.standardLaws.prefix(2))
        contest.parameters.blend.linearHalfLives = []
        var found: [[Evaluation]] = []
        for workers in [1, 5] {
            var rows: [Evaluation] = []
            try contest.run(on: log, control: TrainingControl(workers: workers)) {
                rows.append($0.evaluation)
            }
            found.append(rows)
        }
        #expect(found[0] == found[1])
    }

    @Test func `a blend can do without any personal part`() throws {
        // Everybody clicks what is new this hour, whatever they did before.
        var random = SplitMix(seed: 3)
        let behaviors = (0..<600).map { number in
            Behavior(
                user: UserID(unchecked: "\(random.below(60))"), item: item("\(number / 12)"),
                action: .click, time: Timestamp(seconds: 1_700_000_000 + Int64(number) * 300))
        }
        let log = try EvaluationLog(behaviors, by: rules(share: 0.8))
        let choice = try BlendChoice(
            on: log.validation(), laws: [NoDecayLaw()],
            parameters: TrainingParameters(
                blend: .init(neighborHalfLives: [5], linearHalfLives: [])), control: .init())
        #expect(choice.parts.allSatisfy { if case .trending = $0 { true } else { false } })
    }

    // MARK: - Bad input

    private func timed(_ words: [String]) -> [Behavior] {
        words.enumerated().map { hour, word in
            Behavior(
                user: UserID(unchecked: String(word.prefix(1))),
                item: item(String(word.dropFirst())), action: .click,
                time: Timestamp(seconds: 1_700_000_000 + 3600 * Int64(hour)))
        }
    }

    @Test(arguments: [
        ["1a", "1b", "1c", "1d", "1e", "1a", "1f"],  // one user
        ["1a", "2a", "3a", "4a", "1a"],  // one item
        ["1a"],
    ])
    func `a log of one user or one item gives a sentence or figures, live and frozen`(
        _ words: [String]
    ) throws {
        for one in EvaluationProtocol.allCases {
            for repeats in [false, true] {
                var rules = rules(repeats)
                rules.evaluationProtocol = one
                do {
                    let log = try EvaluationLog(timed(words), by: rules)
                    for method in [EvaluatedMethod.popularity, .trending(halfLife: .days(1))] {
                        let found = try Evaluation(of: method, on: log)
                        #expect((0...1).contains(found.ndcg))
                    }
                } catch {
                    #expect(error.code == .emptyLog)
                }
            }
        }
    }

    @Test func `a log of one moment is learned in the order of the file`() throws {
        let behaviors = timed(["1a", "2a", "1b", "2b", "3a", "3b", "4a", "4b"]).map {
            Behavior(user: $0.user, item: $0.item, action: .click, time: .earliest)
        }
        let log = try EvaluationLog(behaviors, by: rules(share: 0.6))
        let method = EvaluatedMethod(name: "item-neighbors", law: NoDecayLaw()) { log in
            LiveNeighborsScorer(log, ProfileReader(NoDecayLaw()), by: .init())
        }
        #expect(try Evaluation(of: method, on: log).ndcg == 1)
    }

    @Test func `a log of dislikes teaches nothing and says so`() throws {
        let behaviors = timed(["1a", "1b", "2a", "2b", "1c", "2c"]).map {
            Behavior(
                user: $0.user, item: $0.item, action: .rating, value: 0, time: $0.time)
        }
        let log = try EvaluationLog(behaviors, by: rules(), gains: .standard)
        let error = #expect(throws: ModelError.self) { try ItemNeighbors.trained(on: log.training) }
        #expect(error?.code == .emptyLog)
        let method = EvaluatedMethod(name: "item-neighbors", law: NoDecayLaw()) { log in
            LiveNeighborsScorer(log, ProfileReader(NoDecayLaw()), by: .init())
        }
        #expect(try Evaluation(of: method, on: log).ndcg.isFinite)
    }

    @Test func `behaviors far ahead after the split are learned like any other`() throws {
        var behaviors = timed(["1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b"])
        for index in 5..<8 { behaviors[index].time = Timestamp(seconds: 32_000_000_000) }
        let log = try EvaluationLog(behaviors, by: rules(share: 0.6))
        let parameters = ItemNeighbors.Parameters(halfLife: .days(1))
        let method = EvaluatedMethod(name: "item-neighbors", law: NoDecayLaw()) { log in
            LiveNeighborsScorer(log, ProfileReader(NoDecayLaw()), by: parameters)
        }
        #expect(try Evaluation(of: method, on: log).ndcg.isFinite)
    }

    @Test func `a million items of which each was seen once are counted in bounded memory`() {
        let model = ItemNeighbors.untrained()
        let time = Timestamp(seconds: 1_700_000_000)
        for start in stride(from: 0, to: 1_000_000, by: 50_000) {
            model.learn(
                (start..<start + 50_000).map { number in
                    LiveBehavior(
                        user: UserID(unchecked: "\(number)"), item: item("\(number)"), time: time)
                })
        }
        let present = model.present()
        #expect(present.items.count == LiveNeighbors.newcomersMax)
        #expect(present.pairs.counts.entryCount == 0)
    }

    // MARK: - Figures

    @Test func `the paired bootstrap tells a better method, and nothing between equal ones`() throws
    {
        let log = try EvaluationLog(generated(9), by: rules(true))
        let trending = try Evaluation(of: .trending(halfLife: .days(1)), on: log)
        let same = try Evaluation(of: .trending(halfLife: .days(1)), on: log)
        #expect(trending.isBetter(than: same, resamples: 200) == 0.5)
        let nothing = EvaluatedMethod.unread("nothing") { _ in }
        let worse = try Evaluation(of: nothing, on: log)
        #expect(trending.isBetter(than: worse, resamples: 200) ?? 0 > 0.95)
        #expect(worse.isBetter(than: trending, resamples: 200) ?? 1 < 0.05)
        #expect(trending.isBetter(than: worse, resamples: 0) == nil)
    }

    @Test func `a method that shows only what is popular loses by the debiased figure`() throws {
        let log = try EvaluationLog(generated(9), by: rules(true))
        let popular = try Evaluation(of: .popularity, on: log)
        #expect(popular.debiasedNDCG < popular.ndcg)
        let sum = popular.segments.first { $0.name == "light users" }
        #expect((sum?.queries ?? 0) < popular.queries)
    }
}

/// The live protocol as its own program has it: predict, then learn.
private struct PlainLiveEvaluation {
    private(set) var queries = 0
    private var gains: [String: Double] = [:]

    var ndcg: [String: Double] { gains.mapValues { $0 / Double(queries) } }

    init(_ behaviors: [Behavior], cut: Int, repeats: Bool) {
        var (met, trend) = ([ItemID: Double](), [ItemID: Double]())
        var pairs: [ItemID: [ItemID: Double]] = [:]
        var (histories, clock) = ([UserID: [ItemID]](), behaviors[0].time)
        for (index, behavior) in behaviors.enumerated() {
            let elapsed = Double(behavior.time.milliseconds - clock.milliseconds)
            for item in trend.keys { trend[item]? *= exp2(-elapsed / 86_400_000) }
            clock = behavior.time
            let (item, past) = (behavior.item, histories[behavior.user] ?? [])
            if index >= cut, met[item] != nil, !past.isEmpty, repeats || !past.contains(item) {
                queries += 1
                var near: [ItemID: Double] = [:]
                for (distance, other) in past.reversed().prefix(40).enumerated() {
                    for (third, strength) in pairs[other] ?? [:] {
                        let norm = (((met[other] ?? 0) + 3) * ((met[third] ?? 0) + 3)).squareRoot()
                        near[third, default: 0] += exp2(-Double(distance) / 2) * strength / norm
                    }
                }
                let candidates = met.keys.filter { repeats || !past.contains($0) }
                for (name, scores) in [
                    "popularity": met, "trending 1d": trend, "item-neighbors": near,
                ] {
                    let own = scores[item] ?? 0
                    let above = candidates.count { (scores[$0] ?? 0) > own }
                    let equal = candidates.count { (scores[$0] ?? 0) == own }
                    let rank = Double(above) + Double(equal - 1) / 2
                    gains[name, default: 0] += rank < 10 ? 1 / log2(rank + 2) : 0
                }
            }
            for (distance, other) in past.reversed().prefix(40).enumerated() {
                let strength = exp2(-Double(distance) / 5)
                pairs[other, default: [:]][item, default: 0] += strength
                if other != item { pairs[item, default: [:]][other, default: 0] += strength }
            }
            met[item, default: 0] += 1
            trend[item, default: 0] += 1
            histories[behavior.user, default: []].append(item)
        }
    }
}
