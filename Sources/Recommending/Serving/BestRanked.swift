/// A place with its score.
struct Ranked: Hashable, Comparable, Sendable {
    let score: Double
    let place: Int

    /// The better comes first: the higher score, equal ones by place.
    @inline(__always)
    static func < (first: Ranked, second: Ranked) -> Bool {
        first.score == second.score ? first.place < second.place : first.score > second.score
    }
}

/// The best places by their scores.
typealias BestRanked = Best<Ranked>

/// The best few of many: a bounded heap with the worst of the best at its root.
///
/// Most candidates are refused by one comparison with the root. The order is total, so the result
/// does not depend on the order of arrival.
struct Best<Element: Comparable> {
    let limit: Int
    private var heap: [Element] = []

    init(limit: Int) {
        self.limit = limit
        // Room is asked for only as far as a page commonly goes.
        heap.reserveCapacity(min(limit, 1024))
    }

    /// The last of the best, where there is no room for more.
    var worst: Element? { heap.count < limit ? nil : heap.first }

    /// Whether `candidate` is among the best so far.
    @inline(__always)
    func wouldTake(_ candidate: Element) -> Bool {
        heap.count < limit || (limit > 0 && candidate < heap[0])
    }

    /// Takes a candidate, in place of the worst where there is no room.
    mutating func take(_ candidate: Element) {
        guard wouldTake(candidate) else { return }
        if heap.count < limit {
            heap.append(candidate)
            rise(from: heap.count - 1)
        } else {
            heap[0] = candidate
            sink()
        }
    }

    /// What was kept, best first.
    func sorted() -> [Element] { heap.sorted() }

    private mutating func rise(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[parent] < heap[child] else { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[worst] < heap[child] {
                worst = child
            }
            guard worst != parent else { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}
