internal import Interest

// Forward decay (Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009): what happened at t
// is counted as 2^((t - landmark) / h), and everything is read times 2^(-(newest - landmark) / h).
// Nothing has to be done as time goes by, and what comes late is counted exactly. When a behavior
// lies 30 half-lives ahead of the landmark, the landmark moves there and all counts are scaled.
//
// Rows lie in pages, so that a copy of the counts (a request's, or a stretch of an evaluation)
// costs a pointer a page, and learning afterward copies only the rows that it touches.

/// Decayed co-occurrences of items, and how often each was turned to.
struct NeighborCounts: Sendable {
    /// How many rows share a page.
    private static let pageSize = 64
    /// How many half-lives a behavior may lie ahead of the landmark before that moves.
    private static let aheadMax = 30.0

    /// Which pairs are read.
    enum Direction: String, Hashable, Sendable {
        /// All.
        case both
        /// Those in which the interest comes first.
        case forward
    }

    let parameters: ItemNeighbors.Parameters
    /// Of which items the rows are counted: those whose place leaves `part` when divided by
    /// `parts`.
    private let part: Int
    private let parts: Int
    /// How many items there are.
    private(set) var itemCount: Int
    /// The behaviors on each item, at the landmark.
    private(set) var counts: [Double]
    /// The moment at which a behavior counts 1, in milliseconds since 1970.
    private(set) var landmark: Int64
    /// The newest moment counted.
    private(set) var newest: Int64
    /// How many behaviors were counted since these counts were made: their moment.
    private(set) var moment = 0
    /// How many entries all rows have.
    private(set) var entryCount = 0
    private var pages: [[PairRow]]

    /// Nothing counted yet.
    init(
        itemCount: Int, by parameters: ItemNeighbors.Parameters, landmark: Int64, part: Int = 0,
        of parts: Int = 1
    ) {
        self.parameters = parameters
        (self.part, self.parts) = (part, parts)
        self.itemCount = itemCount
        self.landmark = landmark
        newest = landmark
        counts = Array(repeating: 0, count: itemCount)
        let pageCount = (itemCount + Self.pageSize - 1) / Self.pageSize
        pages = Array(
            repeating: Array(repeating: PairRow(), count: Self.pageSize), count: pageCount)
    }

    /// Takes what was written or counted in parts.
    init(
        _ rows: [PairRow], _ counts: [Double], by parameters: ItemNeighbors.Parameters,
        landmark: Int64, newest: Int64
    ) {
        self.init(itemCount: rows.count, by: parameters, landmark: landmark)
        self.counts = counts
        self.newest = newest
        for (place, row) in rows.enumerated() {
            pages[place / Self.pageSize][place % Self.pageSize] = row
            entryCount += row.entries.count
        }
    }

    /// The row of an item.
    @inline(__always)
    func row(_ place: Int) -> PairRow { pages[place / Self.pageSize][place % Self.pageSize] }

    /// Adds an item behind the others.
    mutating func grow() {
        if itemCount == pages.count * Self.pageSize {
            pages.append(Array(repeating: PairRow(), count: Self.pageSize))
        }
        itemCount += 1
        counts.append(0)
    }

    /// How much a moment counts at the landmark, which moves where it has to.
    mutating func strength(at time: Int64) -> Double {
        newest = max(newest, time)
        guard let halfLife = parameters.halfLife else { return 1 }
        let ahead = Double(time - landmark) / Double(halfLife.milliseconds)
        if ahead > Self.aheadMax {
            move(to: time)
            return 1
        }
        return ahead < 0
            ? Fading.left(after: -ahead, halfLife: 1) : 1 / Fading.left(after: ahead, halfLife: 1)
    }

    private mutating func move(to time: Int64) {
        guard let halfLife = parameters.halfLife else { return }
        let left = Fading.left(
            after: Double(time - landmark), halfLife: Double(halfLife.milliseconds))
        for place in counts.indices { counts[place] *= left }
        for page in pages.indices {
            for row in pages[page].indices { pages[page][row].scale(by: left) }
        }
        landmark = time
    }

    /// Counts a behavior on an item.
    mutating func count(_ place: Int32, _ strength: Double) {
        counts[Int(place)] += strength
        moment += 1
    }

    /// Adds to what is counted of `first` before `second`, in the rows of both.
    @inline(__always)
    mutating func add(_ strength: Double, _ first: Int32, _ second: Int32, pairs: Int32) {
        add(strength, in: first, second, isAhead: true, pairs)
        // An item's pair with itself is one, whichever way it is read.
        if first != second { add(strength, in: second, first, isAhead: false, pairs) }
    }

    /// The same in one row alone, if it is counted here.
    @inline(__always)
    private mutating func add(
        _ strength: Double, in item: Int32, _ other: Int32, isAhead: Bool, _ pairs: Int32
    ) {
        guard parts == 1 || Int(item) % parts == part else { return }
        let (page, place) = (Int(item) / Self.pageSize, Int(item) % Self.pageSize)
        let before = pages[page][place].entries.count
        pages[page][place].add(strength, to: other, isAhead: isAhead, pairs: pairs)
        let after = pages[page][place].entries.count
        entryCount += after - before
        if after > parameters.neighborsMax { cut(page, place, to: parameters.neighborsMax / 2) }
    }

    /// Keeps the entries of a row that are most similar.
    private mutating func cut(_ page: Int, _ place: Int, to count: Int) {
        let before = pages[page][place].entries.count
        let (counts, left, shrinkage) = (counts, left, parameters.shrinkage)
        pages[page][place].keep(count) { entry in
            entry.sum / (counts[Int(entry.neighbor)] * left + shrinkage).squareRoot()
        }
        entryCount += pages[page][place].entries.count - before
    }

    /// Halves every row, where all together have more entries than a model may hold.
    mutating func cutAll(above limit: Int = ItemNeighbors.entriesMax) {
        guard entryCount > limit / parts else { return }
        for page in pages.indices {
            for place in pages[page].indices where pages[page][place].entries.count > 1 {
                cut(page, place, to: pages[page][place].entries.count / 2)
            }
        }
    }

    /// What the counts are worth by the newest moment, as a factor.
    var left: Double {
        parameters.halfLife.map {
            Fading.left(after: Double(newest - landmark), halfLife: Double($0.milliseconds))
        } ?? 1
    }
}

extension NeighborCounts {
    /// Goes through all counted neighbors of an item; the item itself is among them where users
    /// come back to it.
    @inline(__always)
    func forEach(
        of place: Int, _ direction: Direction,
        _ body: (_ neighbor: Int, _ similarity: Double) -> Void
    ) {
        guard place < itemCount else { return }
        let reading = RowReading(of: place, in: self, direction)
        for entry in row(place).entries {
            if let similarity = reading.similarity(of: entry) {
                body(Int(entry.neighbor), similarity)
            }
        }
    }
}
