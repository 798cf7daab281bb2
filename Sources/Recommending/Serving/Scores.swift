internal import Algebra
internal import Synchronization

// Scoring touches some thousands of items scattered over the catalog. A dictionary would hash
// for each addition; a dense array has every item at its place and needs no more than an addition.
// So that nobody pays for clearing (or allocating) an array as long as the catalog, the places
// that were touched are noted, and only they are cleared when the array goes back to the pool.
//
// What every item scores whatever the interests (a `Standing`) would touch all of them. Where only
// the best are asked for it is laid under the sums instead: an item's sum begins with it when the
// first interest speaks for the item, and of all others the standing knows the best beforehand.

/// A score for every item, nearly all of them zero.
public struct Scores: Sendable {
    private var values: [Double] = []
    private var isTouched: [Bool] = []
    /// The places that were added to, each once, in the order of the first addition.
    private(set) var touched: [Int32] = []
    /// What lies under the sums: the score of an item that nothing was added to.
    private var base: Standing?
    /// Whether a standing may lie there, because only the best are asked for.
    private var onlyBest = false

    init(count: Int) { grow(to: count) }

    /// The score of the item at `place`.
    public subscript(place: Int) -> Double {
        isTouched[place] ? values[place] : base?[place] ?? 0
    }

    /// Adds to the score of the item at `place`.
    @inline(__always)
    public mutating func add(_ share: Double, at place: Int) {
        if !isTouched[place] { touch(place) }
        values[place] += share
    }

    private mutating func touch(_ place: Int) {
        isTouched[place] = true
        touched.append(Int32(truncatingIfNeeded: place))
        if let base { values[place] = base[place] }
    }

    /// Adds a row of similarities, each times `weight`.
    mutating func add(_ row: [Ranked], times weight: Double) {
        for neighbor in row { add(weight * neighbor.score, at: neighbor.place) }
    }

    /// Adds a row that has a number for every item, each times `weight`.
    mutating func add(_ weight: Double, times row: [Double], at range: Range<Int>) {
        touchAll(range.count)
        Sums.add(weight, times: row, at: range, to: &values)
    }

    /// Adds what every item scores, number by number, so that the sums are to the bit what an
    /// explanation adds up.
    mutating func add(_ standing: Standing) {
        if onlyBest, touched.isEmpty, base == nil {
            base = standing
            return
        }
        touchAll(standing.values.count)
        let shares = standing.values.span
        var sums = values.mutableSpan
        for place in shares.indices { sums[place] += shares[place] }
    }

    private mutating func touchAll(_ count: Int) {
        guard touched.count < count else { return }
        if touched.isEmpty, base == nil {
            touched.append(contentsOf: 0..<Int32(truncatingIfNeeded: count))
            for place in 0..<count { isTouched[place] = true }
            return
        }
        for place in 0..<count where !isTouched[place] { touch(place) }
    }

    /// The best `count` items that score above zero and that `isExcluded` does not name.
    ///
    /// `isExcluded` may be slow: it is asked only of items that would be among the best so far.
    ///
    /// - Parameter places: the only ones that can be, each once; nil: all.
    func best(
        _ count: Int, among places: [Int]? = nil, isExcluded: (Int) -> Bool
    ) -> [Ranked] {
        var heap = BestRanked(limit: count)
        if let places {
            for place in places {
                let candidate = Ranked(score: self[place], place: place)
                if candidate.score > 0, heap.wouldTake(candidate), !isExcluded(place) {
                    heap.take(candidate)
                }
            }
            return heap.sorted()
        }
        for place in touched {
            let candidate = Ranked(score: values[Int(place)], place: Int(place))
            if candidate.score > 0, heap.wouldTake(candidate), !isExcluded(candidate.place) {
                heap.take(candidate)
            }
        }
        if let base { offer(base, to: &heap, isExcluded) }
        return heap.sorted()
    }

    /// Offers what nothing was added to, best first, until nothing would be taken.
    private func offer(_ base: Standing, to heap: inout BestRanked, _ isExcluded: (Int) -> Bool) {
        for place in base.best where !isTouched[place.place] {
            guard heap.wouldTake(place) else { return }
            if !isExcluded(place.place) { heap.take(place) }
        }
        // Most of the best were left out, so the others are needed.
        guard let last = base.best.last, !base.isAllBest else { return }
        for place in base.values.indices where !isTouched[place] {
            let candidate = Ranked(score: base[place], place: place)
            if candidate.score > 0, last < candidate, heap.wouldTake(candidate),
                !isExcluded(place)
            {
                heap.take(candidate)
            }
        }
    }

    /// The `count` largest sums either way, in order of place.
    func largest(_ count: Int) -> [Ranked] {
        var heap = BestRanked(limit: count)
        for place in touched where values[Int(place)] != 0 {
            heap.take(Ranked(score: values[Int(place)].magnitude, place: Int(place)))
        }
        return heap.sorted().sorted { $0.place < $1.place }
            .map { Ranked(score: values[$0.place], place: $0.place) }
    }

    private mutating func grow(to count: Int) {
        guard count > values.count else { return }
        values = Array(repeating: 0, count: count)
        isTouched = Array(repeating: false, count: count)
    }

    mutating func clear() {
        for place in touched {
            values[Int(place)] = 0
            isTouched[Int(place)] = false
        }
        touched.removeAll(keepingCapacity: true)
        base = nil
        onlyBest = false
    }
}

extension Scores {
    /// How many score arrays wait for the next request: as many as threads commonly score at once.
    static let keptMax = 16

    private static let pool = Mutex<[Scores]>([])

    /// Lends score arrays of at least `count` places, all zero, to somebody who asks for no more
    /// than the best.
    static func withScratch<T>(_ count: Int, _ work: (inout Scores) -> T) -> T {
        var scores = pool.withLock { $0.popLast() } ?? Scores(count: count)
        scores.grow(to: count)
        scores.onlyBest = true
        defer {
            scores.clear()
            let cleared = scores
            pool.withLock { pool in
                if pool.count < keptMax { pool.append(cleared) }
            }
        }
        return work(&scores)
    }
}
