import Harness
import Interest
import Synchronization
import Testing

@testable import Recommending

struct ContestTests {
    private let behaviors = Array(
        GeneratedLog(seed: 5, users: 60, items: 60, behaviors: 1500).joined())

    private func rows(
        _ names: [String], repeats: Bool = false, workers: Int = 2
    ) throws -> [Contest.Row] {
        var log = try EvaluationLog(behaviors, by: .init(countsRepeats: repeats, depths: [10, 3]))
        var contest = Contest(recommenders: names)
        contest.catalog = Set(behaviors.map(\.item)).sorted().map {
            Item(id: $0, categories: ["\($0)".suffix(1).description])
        }
        for (number, entry) in contest.catalog.enumerated() {
            try contest.vectors.add([1, Float(number % 3), Float(number % 5)], of: entry.id)
        }
        log.use(contest.vectors)
        contest.laws = try ["none", "exponential 5b"].map { try LawText(parsing: $0) }
        var rows: [Contest.Row] = []
        try contest.run(on: log, control: TrainingControl(workers: workers)) { rows.append($0) }
        return rows
    }

    @Test func `every recommender has a line for each law it reads by`() throws {
        let rows = try rows(Contest.names, repeats: true)
        let lines = Dictionary(grouping: rows, by: { $0.name.prefix { $0 != " " } })
        #expect(Set(lines.keys) == Set(Contest.names.map { $0[...] }))
        #expect(lines["trending"]?.count == 3 && lines["ease"]?.count == 2)
        for row in rows {
            let figures = row.evaluation.figures
            #expect(figures.map(\.depth) == [10, 3])
            #expect(figures[0].hitRate >= figures[1].hitRate)
            #expect(0...1 ~= row.evaluation.reciprocalRank && row.evaluation.ndcg > 0)
        }
    }

    @Test func `interests take part only where repeats count`() throws {
        #expect(try rows(["interests", "network"]).isEmpty)
        #expect(try rows(["interests"], repeats: true).count == 2)
    }

    @Test func `a blend says what it is made of, and is the same for any workers`() throws {
        let first = try rows(["blend"], workers: 1)
        #expect(first.count == 1)
        #expect(first[0].choice?.isEmpty == false && first[0].law != nil)
        let second = try rows(["blend"], workers: 5)
        #expect(second[0].choice == first[0].choice)
        #expect(second[0].evaluation == first[0].evaluation)
    }

    /// Whatever happens behind the split, the choice is the same.
    @Test func `a blend is chosen without a look behind the split`() throws {
        let sorted = behaviors.sorted { ($0.time, $0.user) < ($1.time, $1.user) }
        let rules = EvaluationRules(corePasses: 0)
        let cut = Int(0.8 * Double(sorted.count))
        var changed = sorted
        let later = Array(sorted[cut...].map(\.item).reversed())
        for (index, item) in zip(cut..<sorted.count, later) { changed[index].item = item }
        let choices = try [sorted, changed].map { behaviors in
            try BlendChoice(
                on: EvaluationLog(behaviors, by: rules).validation(),
                laws: Contest.standardLaws.map(\.law), parameters: .init(),
                control: TrainingControl())
        }
        #expect(choices[0].description == choices[1].description)
        #expect(choices[0].ndcg == choices[1].ndcg)
    }

    @Test func `live counts are the decayed counts of all that happened before`() throws {
        let log = try EvaluationLog(behaviors)
        let halfLife = Interval.hours(1)
        var live = LiveCounts(log, halfLife: halfLife)
        for query in log.queries.suffix(3) {
            var scores = Scores(count: log.itemCount)
            live.score(query, into: &scores)
            var counts = [Double](repeating: 0, count: log.itemCount)
            let now = log.times[query.position]
            for position in log.timeline.prefix(query.moment).map(Int.init) {
                let age = Double(now - log.times[position]) / Double(halfLife.milliseconds)
                counts[Int(log.places[position])] += Fading.left(after: age, halfLife: 1)
            }
            let sum = counts.reduce(0, +)
            for place in counts.indices {
                #expect((scores[place] - counts[place] / sum).magnitude < 1e-12)
            }
        }
    }

    @Test func `a contest stops when its task is cancelled`() async throws {
        let task = Task { [behaviors] in
            await untilCancelled()
            return try await Contest().run(on: behaviors, by: .init()) { _ in }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
