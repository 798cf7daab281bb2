import Interest
import Testing

@testable import Recommending

/// The rows that lists are made of, beside the whole rows that are counted.
struct ServedRowTests {
    private static let directions = [NeighborCounts.Direction.both, .forward]

    /// Behaviors of a generated log, to be counted in order of time.
    private func generated(_ seed: UInt64, behaviors: Int, items: Int = 400) -> [Behavior] {
        GeneratedLog(seed: seed, users: 300, items: items, behaviors: behaviors).flatMap(\.self)
            .sorted { ($0.time, $0.user) < ($1.time, $1.user) }
    }

    private func fold(_ parameters: ItemNeighbors.Parameters) -> PairFold {
        PairFold(NeighborCounts(itemCount: 400, by: parameters, landmark: 1_735_689_600_000))
    }

    private func take(_ behavior: Behavior, into fold: inout PairFold) {
        let place = Int32(behavior.item.text.drop { !$0.isNumber }) ?? 0
        fold.take(
            place % 400, of: StableHash.of(behavior.user.text), at: behavior.time.milliseconds,
            tie: StableHash.of(behavior.item.text))
    }

    /// The best of a row by sorting all of it.
    private func best(
        _ counts: NeighborCounts, _ place: Int, _ direction: NeighborCounts.Direction
    ) -> [Double] {
        var all: [Double] = []
        counts.forEach(of: place, direction) { all.append($1) }
        return Array(all.sorted(by: >).prefix(ServedRow.neighborsMax))
    }

    private func served(
        _ neighbors: ServedNeighbors, _ place: Int, _ direction: NeighborCounts.Direction
    ) -> [Double] {
        var all: [Double] = []
        neighbors.forEach(of: place, direction) { neighbor, similarity in
            #expect(neighbors.similarity(of: place, to: neighbor, direction) == similarity)
            all.append(similarity)
        }
        return all.sorted(by: >)
    }

    @Test(arguments: [nil, .days(3)] as [Interval?])
    func `a row that is read again and again is the best of the whole row at each moment`(
        _ halfLife: Interval?
    ) {
        var fold = fold(.init(halfLife: halfLife))
        let rows = ServedRows()
        var (long, compared) = (0, 0)
        for (number, behavior) in generated(4, behaviors: 30_000).enumerated() {
            take(behavior, into: &fold)
            guard number % 500 == 499 || number > 29_980 else { continue }
            let neighbors = ServedNeighbors(fold.pairs, rows: rows)
            for place in stride(from: number % 3, to: 400, by: 3) {
                for direction in Self.directions {
                    let wanted = best(fold.pairs, place, direction)
                    let found = served(neighbors, place, direction)
                    #expect(found.count == wanted.count)
                    for (one, other) in zip(found, wanted) {
                        #expect((one - other).magnitude <= 1e-12 * other)
                    }
                    compared += 1
                    if fold.pairs.row(place).entries.count > ServedRow.neighborsMax { long += 1 }
                }
            }
        }
        #expect(long > compared / 4)
    }

    @Test func `a list walks at most 100 neighbors of each interest, and no counted row twice`() {
        var fold = fold(.init())
        let behaviors = generated(6, behaviors: 30_000)
        for behavior in behaviors.dropLast() { take(behavior, into: &fold) }
        let rows = ServedRows()
        func list() -> (served: Int, walked: Int) {
            let (neighbors, before) = (ServedNeighbors(fold.pairs, rows: rows), rows.walked)
            var served = 0
            for place in 0..<100 { neighbors.forEach(of: place, .both) { _, _ in served += 1 } }
            return (served, rows.walked - before)
        }
        let counted = (0..<100).reduce(0) { $0 + fold.pairs.row($1).entries.count }
        #expect(counted > 200 * 100)
        let first = list()
        #expect(first.served <= 100 * ServedRow.neighborsMax)
        #expect(first.walked == counted)
        let second = list()
        #expect(second.served == first.served && second.walked == 0)
        // One more behavior: only rows of its pairs are walked whole.
        let changes = (0..<100).map { fold.pairs.row($0).changes }
        behaviors.last.map { take($0, into: &fold) }
        let changed = (0..<100).filter { fold.pairs.row($0).changes != changes[$0] }
        #expect(changed.count <= 41)
        let third = list()
        #expect(third.walked < counted / 2)
    }

    @Test func `what serves holds the counts of now, and none from before`() throws {
        let behaviors = generated(3, behaviors: 4000)
        let log = try TrainingLog.generated(seed: 3, users: 300, items: 400, behaviors: 4000)
        let serving = ServingModels()
        let trained = try ItemNeighbors.trained(on: log)
        serving.put(
            trained,
            ModelSummary(
                recommender: ItemNeighbors.name, version: 1, time: .earliest,
                trainedUntil: .earliest, behaviors: 4000, parameters: [:], size: 1))
        for start in stride(from: 0, to: 200, by: 50) {
            serving.learn(
                behaviors[start..<start + 50].compactMap { LiveBehavior($0, by: .standard) })
            let model = try #require(
                serving.contents.models[ItemNeighbors.name]?.model as? ItemNeighbors)
            #expect(model.pairs.counts.moment == trained.present().pairs.counts.moment)
            #expect(model.pairs.counts.moment > trained.pairs.counts.moment)
        }
    }

    @Test func `an earlier moment is read beside a later one`() {
        var fold = fold(.init())
        let behaviors = generated(8, behaviors: 12_000)
        for behavior in behaviors.prefix(10_000) { take(behavior, into: &fold) }
        let rows = ServedRows()
        let early = ServedNeighbors(fold.pairs, rows: rows)
        let wanted = (0..<400).map { served(early, $0, .both) }
        for behavior in behaviors.dropFirst(10_000) { take(behavior, into: &fold) }
        let late = ServedNeighbors(fold.pairs, rows: rows)
        let later = (0..<400).map { served(late, $0, .both) }
        #expect((0..<400).map { served(early, $0, .both) } == wanted)
        #expect((0..<400).map { served(late, $0, .both) } == later)
        #expect(wanted != later)
    }

    @Test func `what is kept has a limit, and what is not kept is served all the same`() {
        var fold = fold(.init())
        for behavior in generated(9, behaviors: 20_000) { take(behavior, into: &fold) }
        let bounded = ServedRows(entriesMax: 64 * 150)
        let (few, all) = (ServedNeighbors(fold.pairs, rows: bounded), ServedNeighbors(fold.pairs))
        for place in 0..<400 {
            #expect(served(few, place, .both) == served(all, place, .both))
            #expect(bounded.entryCount <= 64 * 150)
        }
    }
}
