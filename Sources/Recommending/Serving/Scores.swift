internal import Algebra
internal import Synchronization

// Scoring touches some thousands of items scattered over the catalogue. A dictionary would hash
// for each addition; a dense array has every item at its place and needs no more than an addition.
// So that nobody pays for clearing (or allocating) an array as long as the catalogue, the places
// that were touched are noted, and only they are cleared when the array goes back to the pool.

/// A score for every item, nearly all of them zero.
public struct Scores: Sendable {
    private var values: [Double] = []
    private var isTouched: [Bool] = []
    /// The places that were added to, each once, in the order of the first addition.
    private(set) var touched: [Int32] = []

    init(count: Int) { grow(to: count) }

    /// The score of the item at `place`.
    public subscript(place: Int) -> Double { values[place] }

    /// Adds to the score of the item at `place`.
    @inline(__always)
    public mutating func add(_ share: Double, at place: Int) {
        if !isTouched[place] {
            isTouched[place] = true
            touched.append(Int32(truncatingIfNeeded: place))
        }
        values[place] += share
    }

    /// Adds a row of similarities, each times `weight`.
    mutating func add(_ row: [Ranked], times weight: Double) {
        for neighbor in row {
            let place = neighbor.place
            if !isTouched[place] {
                isTouched[place] = true
                touched.append(Int32(truncatingIfNeeded: place))
            }
            values[place] += weight * neighbor.score
        }
    }

    /// Adds a row that has a number for every item, each times `weight`.
    mutating func add(_ weight: Double, times row: [Double], at range: Range<Int>) {
        touchAll(range.count)
        Sums.add(weight, times: row, at: range, to: &values)
    }

    /// Adds a row that has a number for every item, number by number, so that the sums are to the
    /// bit what an explanation adds up.
    mutating func add(_ row: [Double]) {
        touchAll(row.count)
        let shares = row.span
        var sums = values.mutableSpan
        for place in shares.indices { sums[place] += shares[place] }
    }

    private mutating func touchAll(_ count: Int) {
        guard touched.count < count else { return }
        if touched.isEmpty {
            touched.append(contentsOf: 0..<Int32(truncatingIfNeeded: count))
            for place in 0..<count { isTouched[place] = true }
            return
        }
        for place in 0..<count where !isTouched[place] {
            isTouched[place] = true
            touched.append(Int32(truncatingIfNeeded: place))
        }
    }

    /// The best `count` items that score above zero and that `isExcluded` does not name.
    ///
    /// `isExcluded` may be slow: it is asked only of items that would be among the best so far.
    func best(_ count: Int, isExcluded: (Int) -> Bool) -> [Ranked] {
        var heap = BestRanked(limit: count)
        for place in touched {
            let candidate = Ranked(score: values[Int(place)], place: Int(place))
            if candidate.score > 0, heap.wouldTake(candidate), !isExcluded(candidate.place) {
                heap.take(candidate)
            }
        }
        return heap.sorted()
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
    }
}

extension Scores {
    /// How many score arrays wait for the next request: as many as threads commonly score at once.
    static let keptMax = 16

    private static let pool = Mutex<[Scores]>([])

    /// Lends score arrays of at least `count` places, all zero.
    static func withScratch<T>(_ count: Int, _ work: (inout Scores) -> T) -> T {
        var scores = pool.withLock { $0.popLast() } ?? Scores(count: count)
        scores.grow(to: count)
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
