internal import Interest
internal import Synchronization

// The facts of the catalog in columns: each item has a row, and what a selection asks of it stands
// in arrays by row. Rows stay as they are while the table lives, so that a model finds the rows of
// its items once (`CatalogLinks`) and never hashes an id while it chooses.
//
// The columns are cut into chunks. A request keeps the chunks it began with; a change copies the
// one chunk it falls into where a request still reads it, and nothing else.
//
// For each category there is the list of its rows: a rare category is chosen from its list, and
// costs what the category is long, not what the catalog is.

/// The columns of some thousand rows.
struct CatalogChunk: Sendable {
    /// How many bits of a row say where it stands in its chunk.
    static let bits: Int32 = 12
    static let count = 1 << Int(bits)

    var ids = [ItemID](repeating: ItemID(unchecked: ""), count: count)
    var flags = [ItemFacts.Flags](repeating: [], count: count)
    var times = [Int64](repeating: ItemFacts.timeless, count: count)
    /// The categories, then the words.
    var terms = [[Int32]](repeating: [], count: count)
    /// How many of the terms are categories.
    var categoryCounts = [Int32](repeating: 0, count: count)
}

/// The facts of all items, by row.
struct CatalogTable: Sendable {
    private static let numbers = Atomic(0)

    /// No other table of this process has the same.
    let number = numbers.add(1, ordering: .relaxed).newValue
    /// Grows with every change.
    private(set) var version = 0
    private(set) var chunks: [CatalogChunk] = []
    private var rows: [ItemID: Int32] = [:]
    private var terms = TermTable()
    private var lists: [Int32: [Int32]] = [:]

    /// How many rows there are.
    var count: Int { rows.count }

    /// The row of an item; nil where it has none yet.
    func row(of id: ItemID) -> Int32? { rows[id] }

    /// The row of an item, which has one from now on.
    mutating func makeRow(of id: ItemID) -> Int32 {
        if let row = rows[id] { return row }
        let row = Int32(truncatingIfNeeded: rows.count)
        if Int(row >> CatalogChunk.bits) == chunks.count { chunks.append(CatalogChunk()) }
        rows[id] = row
        chunks[Int(row >> CatalogChunk.bits)].ids[Self.place(row)] = id
        return row
    }

    /// The numbers of categories; nil where one of them has no item.
    func numbers(of categories: [String]) -> [Int32]? {
        let numbers = Set(categories).compactMap { terms.number(of: $0) }
        return numbers.count == Set(categories).count ? numbers : nil
    }

    /// The rows of the category that has fewest.
    func shortestList(of categories: [Int32]) -> [Int32]? {
        categories.map { lists[$0] ?? [] }.min { $0.count < $1.count }
    }

    /// Where a row stands in its chunk.
    @inline(__always)
    static func place(_ row: Int32) -> Int { Int(row) & (CatalogChunk.count - 1) }

    /// Takes in what is known of some items, each once.
    mutating func apply(_ facts: [ItemFacts]) {
        var left: [Int32: Set<Int32>] = [:]
        var joined: [Int32: [Int32]] = [:]
        for fact in facts {
            let row = makeRow(of: fact.id)
            guard let (old, new) = replace(row, by: fact) else { continue }
            for category in old where !new.contains(category) {
                left[category, default: []].insert(row)
            }
            for category in new where !old.contains(category) {
                joined[category, default: []].append(row)
            }
        }
        for (category, gone) in left {
            lists[category]?.removeAll { gone.contains($0) }
            if lists[category]?.isEmpty ?? false { lists[category] = nil }
        }
        for (category, rows) in joined { lists[category, default: []] += rows }
    }

    /// Writes a row; gives the categories that it had and has, or nil where nothing changed.
    private mutating func replace(
        _ row: Int32, by fact: ItemFacts
    ) -> (old: ArraySlice<Int32>, new: ArraySlice<Int32>)? {
        let (number, place) = (Int(row >> CatalogChunk.bits), Self.place(row))
        let all = fact.categories.map { terms.take($0) } + fact.words.map { terms.take($0) }
        let (old, oldCount) = (chunks[number].terms[place], chunks[number].categoryCounts[place])
        let count = Int32(truncatingIfNeeded: fact.categories.count)
        guard
            chunks[number].flags[place] != fact.flags || chunks[number].times[place] != fact.time
                || old != all || oldCount != count
        else {
            terms.giveBack(all)
            return nil
        }
        chunks[number].flags[place] = fact.flags
        chunks[number].times[place] = fact.time
        chunks[number].terms[place] = all
        chunks[number].categoryCounts[place] = count
        terms.giveBack(old)
        version += 1
        return (old.prefix(Int(oldCount)), all.prefix(Int(count)))
    }
}
