// Which neighbors are best changes with every behavior on one of them, and a behavior must not cost
// a walk through all rows that have its item. So a row is brought up to date when it is read:
//
//     key of neighbor j          sum_j / √(n_j · left + s)      the similarity but for what the
//                                                               whole row has in common
//     its row did not change     sum_j is as it was, n_j can only grow and `left` only fall:
//                                no key has grown
//     so, if the lowest key of the served neighbors is above the highest that was left out
//     (`bound`), they still are the best: only their similarities are computed again
//     otherwise                  the best are chosen once more from the whole row
//
// A behavior changes the rows that it makes pairs in, at most two for each pair. So after a batch a
// row costs its served neighbors, or all of them once; until the next batch it costs nothing.

/// The neighbors of one item that scores are made of: the best of its row at one moment.
struct ServedRow: Sendable {
    /// How many neighbors of an item are served, of those that are counted.
    static let neighborsMax = 100
    /// By which share a key must lie above the bound, so that rounding cannot decide.
    private static let margin = 1e-12

    /// One neighbor.
    struct Entry: Hashable, Sendable {
        /// Its place.
        let neighbor: Int32
        /// Where it stands in the row that is counted.
        let index: Int32
        let similarity: Double
    }

    /// In order of the neighbor, so that scoring walks forward through memory.
    let entries: [Entry]
    /// How many behaviors had been counted.
    let moment: Int
    /// No neighbor that was left out has a higher key; nil where none was.
    private let bound: Double?
    /// What the row's `changes` were.
    private let changes: Int

    /// Chooses from the whole row.
    init(of place: Int, in counts: NeighborCounts, _ direction: NeighborCounts.Direction) {
        let row = counts.row(place)
        let reading = RowReading(of: place, in: counts, direction)
        var best = BestRanked(limit: Self.neighborsMax + 1)
        for entry in row.entries {
            if let key = reading.key(of: entry) {
                best.take(Ranked(score: key, place: Int(entry.neighbor)))
            }
        }
        let ranked = best.sorted()
        entries = ranked.prefix(Self.neighborsMax).map(\.place).sorted().compactMap { neighbor in
            row.index(of: Int32(neighbor)).map { reading.entry(row.entries[$0], at: $0) }
        }
        bound = ranked.count > Self.neighborsMax ? ranked[Self.neighborsMax].score : nil
        (moment, changes) = (counts.moment, row.changes)
    }

    /// The same neighbors with the similarities of a later moment; nil where they might not be the
    /// best any more.
    func refreshed(
        of place: Int, in counts: NeighborCounts, _ direction: NeighborCounts.Direction
    ) -> ServedRow? {
        let row = counts.row(place)
        guard row.changes == changes, moment <= counts.moment else { return nil }
        let reading = RowReading(of: place, in: counts, direction)
        var lowest = Double.infinity
        var refreshed: [Entry] = []
        refreshed.reserveCapacity(entries.count)
        for entry in entries {
            let counted = row.entries[Int(entry.index)]
            guard let key = reading.key(of: counted) else { return nil }
            lowest = min(lowest, key)
            refreshed.append(reading.entry(counted, at: Int(entry.index)))
        }
        if let bound, lowest <= bound * (1 + Self.margin) { return nil }
        return ServedRow(
            entries: refreshed, moment: counts.moment, bound: bound, changes: changes)
    }

    private init(entries: [Entry], moment: Int, bound: Double?, changes: Int) {
        self.entries = entries
        self.moment = moment
        self.bound = bound
        self.changes = changes
    }

    /// The similarity of one neighbor; nil where it is not among the best.
    func similarity(to neighbor: Int) -> Double? {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(entries[middle].neighbor) < neighbor { low = middle + 1 } else { high = middle }
        }
        let isFound = low < entries.count && Int(entries[low].neighbor) == neighbor
        return isFound ? entries[low].similarity : nil
    }
}

/// How the entries of one row are read at one moment.
struct RowReading {
    private let counts: NeighborCounts
    private let direction: NeighborCounts.Direction
    private let left: Double
    private let own: Double

    init(of place: Int, in counts: NeighborCounts, _ direction: NeighborCounts.Direction) {
        self.counts = counts
        self.direction = direction
        left = counts.left
        own = counts.counts[place] * left + counts.parameters.shrinkage
    }

    /// The similarity of a neighbor; nil where no pair is left of it.
    @inline(__always)
    func similarity(of entry: PairRow.Entry) -> Double? {
        let sum = sum(of: entry)
        return sum > 0 ? sum / (own * norm(of: entry)).squareRoot() : nil
    }

    /// What orders the neighbors; nil where no pair is left.
    @inline(__always)
    func key(of entry: PairRow.Entry) -> Double? {
        let sum = sum(of: entry)
        return sum > 0 ? sum / norm(of: entry).squareRoot() : nil
    }

    @inline(__always)
    func entry(_ entry: PairRow.Entry, at index: Int) -> ServedRow.Entry {
        ServedRow.Entry(
            neighbor: entry.neighbor, index: Int32(index), similarity: similarity(of: entry) ?? 0)
    }

    @inline(__always)
    private func sum(of entry: PairRow.Entry) -> Double {
        (direction == .both ? entry.sum : entry.ahead) * left
    }

    @inline(__always)
    private func norm(of entry: PairRow.Entry) -> Double {
        counts.counts[Int(entry.neighbor)] * left + counts.parameters.shrinkage
    }
}
