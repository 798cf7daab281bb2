import Interest
import Synchronization
import Testing

@testable import Recommending

/// Small logs, counted by hand.
struct EvaluationModeTests {
    /// A log written as `user item`, one a second; `|` lets a day pass.
    private func file(_ text: String) -> [Behavior] {
        var time: Int64 = 0
        var behaviors: [Behavior] = []
        for word in text.split(separator: " ") {
            guard word != "|" else {
                time += 86_400
                continue
            }
            behaviors.append(
                Behavior(
                    user: UserID(unchecked: "\(word.prefix(1))"), item: item("\(word.suffix(1))"),
                    action: .click, time: Timestamp(seconds: time)))
            time += 1
        }
        return behaviors
    }

    private func rules(
        _ mode: EvaluationMode, repeats: Bool = false, share: Double = 0.5,
        _ parts: CrossValidation = .none
    ) -> EvaluationRules {
        EvaluationRules(
            corePasses: 0, trainingShare: share, countsRepeats: repeats, depths: [2, 1],
            mode: mode, crossValidation: parts)
    }

    private func popularity(_ log: EvaluationLog) throws -> Evaluation {
        let model = try Popular.trained(on: log.training) { $0.popular.halfLife = nil }
        return try Evaluation(of: EvaluatedMethod("popularity", model: model), on: log)
    }

    /// What is sought, query by query, as letters.
    private func sought(_ log: EvaluationLog) -> [String] {
        log.queries.map { query in
            query.sought.map { "\(log.ids[Int($0)])" }.joined()
        }
    }

    /// How often each letter trains.
    private func trained(_ log: EvaluationLog) -> String {
        log.training.places.map { "\(log.ids[Int($0)])" }.sorted().joined()
    }

    // Training: a 3, b 2, c 1. Then 1 takes a, b and d (unknown) at once, a day later c alone;
    // 2 takes c and b at once.
    private let baskets = "1c 2a 3a 4a 3b 4b | 1a 1b 1d 2c 2b | 1c"

    @Test func `a basket is predicted as one, from what was done before it`() throws {
        let log = try EvaluationLog(file(baskets), by: rules(.nextBasket))
        // Without repeats c is not sought for 1 again.
        #expect(sought(log) == ["ab", "cb"])
        let found = try popularity(log)
        #expect(found.queries == 2)
        // 1 had c: a and b stand first and second, as well as can be.
        // 2 had a: b stands first, c second.
        #expect(found.figures[0].ndcg == 1 && found.figures[0].recall == 1)
        #expect(found.figures[0].precision == 1 && found.figures[0].hitRate == 1)
        // Among the first one: half of each basket, all of what fits.
        #expect(found.figures[1].recall == 0.5 && found.figures[1].precision == 1)
        #expect(found.figures[1].ndcg == 1 && found.reciprocalRank == 1)
    }

    @Test func `with repeats a basket's gain is divided by the best there could be`() throws {
        let log = try EvaluationLog(file(baskets), by: rules(.nextBasket, repeats: true))
        #expect(sought(log) == ["ab", "cb", "c"])
        let figures = try popularity(log).figures[0]
        // a, b, c in this order for everybody: 1 finds both; 2 finds b, second; c is third.
        let second = 0.630_929_753_571_457_4
        let wanted = (1 + second / (1 + second) + 0) / 3
        #expect((figures.ndcg - wanted).magnitude < 1e-15)
        #expect(figures.hitRate == 2.0 / 3 && figures.recall == 1.5 / 3)
        #expect(figures.precision == 3.0 / 6 && figures.reciprocalRank == (1 + 0.5) / 3)
    }

    @Test func `a gap that is longer than the rules allow begins a new basket`() throws {
        var rules = rules(.nextBasket, repeats: true)
        rules.basketGap = .days(2)
        #expect(sought(try EvaluationLog(file(baskets), by: rules)) == ["abc", "cb"])
        rules.basketGap = Interval(milliseconds: 0)
        #expect(
            sought(try EvaluationLog(file(baskets), by: rules)) == ["a", "b", "c", "b", "c"])
    }

    @Test func `the last of everybody is left out, and all others train`() throws {
        let log = try EvaluationLog(file("1a 2a 3c 1b 2b 4d 2a 1c"), by: rules(.leaveLastOut))
        // 2's last one is an item that 2 had; 3 and 4 have one each, and it trains.
        #expect(sought(log) == ["c"])
        #expect(trained(log) == "aabbcd")
        let again = try EvaluationLog(
            file("1a 2a 3c 1b 2b 4d 2a 1c"), by: rules(.leaveLastOut, repeats: true))
        #expect(sought(again) == ["a", "c"])
        // a stands first for 2 (two had it, as b, so it shares the places 0 and 1); c and d had
        // one each: c shares the places 2 and 3.
        let found = try popularity(again)
        #expect(found.reciprocalRank == (1 / 1.5 + 1 / 3.5) / 2)
    }

    @Test func `what is chosen on is cut off by the same rule`() throws {
        let log = try EvaluationLog(file("1a 2a 3b 3a 1b 2b 1c 2c"), by: rules(.leaveLastOut))
        #expect(trained(log) == "aabbb")
        let slice = log.validation()
        #expect(sought(slice) == ["b", "b"])
        #expect(trained(slice) == "aab")
    }

    @Test func `windows roll on, each behind all that trains`() throws {
        let text = "1a 2b 1b 2a 1c 2c 1a 2b 1c 2a"
        let parts = try EvaluationParts(
            file(text), by: rules(.prequential, repeats: true, share: 0.4, .windows(3)))
        #expect(parts.count == 3)
        let logs = (0..<3).map(parts.log)
        #expect(logs.map(\.training.count) == [4, 6, 8])
        #expect(logs.map(\.count) == [6, 8, 10])
        // In the first window c is not known yet.
        #expect(logs.map(sought) == [[], ["a", "b"], ["c", "a"]])
        #expect(logs.map(trained) == ["aabb", "aabbcc", "aaabbbcc"])
    }

    @Test func `users are dealt out, and nobody trains what predicts them`() throws {
        let text = "1a 2b 3a 1b 2a 3b 1c 2c 3b 1a 2a 3a"
        let parts = try EvaluationParts(
            file(text), by: rules(.prequential, repeats: true, .users(2)))
        let logs = (0..<2).map(parts.log)
        // 1 and 3 are predicted from what 2 did, then 2 from what they did; histories are whole.
        #expect(logs.map(trained) == ["ab", "aabb"])
        #expect(logs.map(sought) == [["b", "a", "a"], ["a"]])
        #expect(logs[0].history(of: logs[0].queries[1]).places.count == 3)
        #expect(logs.map(\.count) == [12, 12])
    }

    @Test func `every query of one evaluation is in exactly one part of the folds`() throws {
        let behaviors = Array(
            GeneratedLog(seed: 5, users: 60, items: 60, behaviors: 1500).joined())
        var rules = EvaluationRules()
        let whole = try EvaluationLog(behaviors, by: rules)
        rules.crossValidation = .users(4)
        let parts = try EvaluationParts(behaviors, by: rules)
        var met: [Int: Int] = [:]
        for part in 0..<parts.count {
            for query in parts.log(part).queries { met[query.moment, default: 0] += 1 }
        }
        #expect(met.values.allSatisfy { $0 == 1 })
        #expect(Set(met.keys).isSubset(of: whole.queries.map(\.moment)) && met.count > 100)
    }

    @Test func `a contest over parts gives their mean and spread`() async throws {
        let behaviors = Array(
            GeneratedLog(seed: 5, users: 60, items: 60, behaviors: 1500).joined())
        var rules = EvaluationRules(crossValidation: .windows(3))
        var contest = Contest(recommenders: ["popularity", "blend"])
        contest.laws = try [LawText(parsing: "none"), LawText(parsing: "exponential 5b")]
        let rows = Rows()
        let size = try await contest.run(on: behaviors, by: rules) { rows.add($0) }
        #expect(size.training.count == 3 && size.training == size.training.sorted())
        let found = rows.all
        #expect(found.map(\.name) == ["popularity", "blend"])
        for row in found {
            let values = row.parts.map(\.ndcg)
            let mean = values.reduce(0, +) / 3
            #expect(values.count == 3 && (row.evaluation.ndcg - mean).magnitude < 1e-12)
            let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2
            let spread = try #require(row.spread)
            #expect((spread - square.squareRoot()).magnitude < 1e-12 && spread > 0)
            #expect(row.evaluation.queries == size.queries)
        }
        #expect(found[1].choice?.contains("3: ") == true)
        rules.crossValidation = .windows(100)
        let error = await #expect(throws: ModelError.self) {
            try await contest.run(on: behaviors, by: rules) { _ in }
        }
        #expect(error?.message.hasPrefix("part ") == true)
    }

    @Test func `parts that make no sense are refused`() {
        for rules in [
            rules(.leaveLastOut, .windows(3)), rules(.prequential, .windows(1)),
            rules(.nextBasket, .users(101)),
        ] {
            let error = #expect(throws: ModelError.self) { try rules.check() }
            #expect(error?.code == .parameter)
        }
    }
}

/// Lines as they come.
private final class Rows: Sendable {
    private let kept = Mutex<[Contest.Row]>([])

    var all: [Contest.Row] { kept.withLock { $0 } }

    func add(_ row: Contest.Row) { kept.withLock { $0.append(row) } }
}
