/// The co-occurrences of one item with the items that stand near it in histories.
///
/// Entries lie in the order of their first pair, so that scoring walks through memory; an index of
/// open slots finds one of them.
struct PairRow: Sendable {
    /// What is known of one neighbor.
    struct Entry: Sendable {
        /// The neighbor's place.
        let neighbor: Int32
        /// How many pairs of behaviors are counted in which the row's item comes first.
        var aheadCount: Int32
        /// How many in which the neighbor comes first.
        var behindCount: Int32
        /// The strength of the pairs in which the row's item comes first.
        var ahead: Double
        /// The strength of the pairs in which the neighbor comes first.
        var behind: Double

        /// How many pairs there are; at 0 the entry says nothing.
        @inline(__always)
        var pairs: Int32 { aheadCount + behindCount }

        /// Both together.
        @inline(__always)
        var sum: Double { ahead + behind }
    }

    private(set) var entries: [Entry] = []
    /// Grows with every change.
    private(set) var changes = 0
    /// Each the number of an entry plus 1, or 0; a power of two of them.
    private var slots: [Int32] = []

    /// Adds a pair, corrects one (`pairs` is 0) or takes one away (`pairs` is below 0).
    ///
    /// What is not in the row can be neither corrected nor taken away: it was cut.
    mutating func add(
        _ strength: Double, to neighbor: Int32, isAhead: Bool, pairs: Int32
    ) {
        changes += 1
        if let index = index(of: neighbor) {
            // Rounding must not leave a trace of what was taken away whole.
            if isAhead {
                entries[index].aheadCount = max(0, entries[index].aheadCount + pairs)
                let isLeft = entries[index].aheadCount > 0
                entries[index].ahead = isLeft ? entries[index].ahead + strength : 0
            } else {
                entries[index].behindCount = max(0, entries[index].behindCount + pairs)
                let isLeft = entries[index].behindCount > 0
                entries[index].behind = isLeft ? entries[index].behind + strength : 0
            }
        } else if pairs > 0 {
            append(
                Entry(
                    neighbor: neighbor, aheadCount: isAhead ? pairs : 0,
                    behindCount: isAhead ? 0 : pairs, ahead: isAhead ? strength : 0,
                    behind: isAhead ? 0 : strength))
        }
    }

    /// Multiplies all strengths: the landmark moved.
    mutating func scale(by factor: Double) {
        changes += 1
        for index in entries.indices {
            entries[index].ahead *= factor
            entries[index].behind *= factor
        }
    }

    /// Keeps the `count` entries that `score` puts highest, equal ones by place.
    mutating func keep(_ count: Int, by score: (Entry) -> Double) {
        changes += 1
        var best = BestRanked(limit: count)
        for entry in entries where entry.pairs > 0 {
            best.take(Ranked(score: score(entry), place: Int(entry.neighbor)))
        }
        let kept = Set(best.sorted().map { Int32($0.place) })
        restart(with: entries.filter { kept.contains($0.neighbor) })
    }

    /// Takes entries that were written, which are checked elsewhere.
    init(_ entries: [Entry] = []) {
        if !entries.isEmpty { restart(with: entries) }
    }

    /// Where a neighbor stands in `entries`; nil where it has none.
    @inline(__always)
    func index(of neighbor: Int32) -> Int? {
        guard !slots.isEmpty else { return nil }
        var slot = Self.hash(neighbor) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].neighbor == neighbor { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func append(_ entry: Entry) {
        if 4 * (entries.count + 1) > 3 * slots.count {
            restart(with: entries.filter { $0.pairs > 0 })
        }
        entries.append(entry)
        link(entries.count - 1)
    }

    private mutating func restart(with kept: [Entry]) {
        var size = 8
        while 2 * (kept.count + 1) > size { size *= 2 }
        entries = kept
        slots = Array(repeating: 0, count: size)
        for index in entries.indices { link(index) }
    }

    private mutating func link(_ index: Int) {
        var slot = Self.hash(entries[index].neighbor) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(truncatingIfNeeded: index + 1)
    }

    /// Fibonacci hashing: neighbors of neighboring places must not share slots.
    @inline(__always)
    private static func hash(_ neighbor: Int32) -> Int {
        Int(
            truncatingIfNeeded: (UInt64(UInt32(bitPattern: neighbor)) &* 0x9e37_79b9_7f4a_7c15)
                >> 33)
    }
}
