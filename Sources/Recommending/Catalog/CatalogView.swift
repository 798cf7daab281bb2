package import Interest

/// What of the catalog a request allows, as the catalog was when the request began.
package struct CatalogView: Sendable {
    /// The table it was made of, and the state it was in.
    let table: Int
    let version: Int
    /// Whether the whole catalog was there; before that, items that were never looked up are taken
    /// for such as the catalog does not know.
    let isLoaded: Bool
    /// Whether nothing is known to have changed since.
    let isCurrent: Bool
    /// The only rows that can be allowed; nil: any.
    let list: [Int32]?
    private let chunks: [CatalogChunk]
    private let categories: [Int32]
    private let isInCategories: Bool
    private let hides: ItemFacts.Flags
    /// Items that came later have not come yet; those that came earlier have expired.
    private let times: ClosedRange<Int64>

    let columns: CatalogColumns

    init(
        _ table: CatalogTable, _ filter: CatalogFilter, columns: CatalogColumns, isLoaded: Bool,
        isCurrent: Bool
    ) {
        self.table = table.number
        version = table.version
        self.columns = columns
        self.isLoaded = isLoaded
        self.isCurrent = isCurrent
        chunks = table.chunks
        isInCategories = !filter.categories.isEmpty
        let numbers = table.numbers(of: filter.categories)
        categories = numbers ?? []
        list = isInCategories ? numbers.flatMap { table.shortestList(of: $0) } ?? [] : nil
        hides = filter.showsHidden ? .removed : [.removed, .hidden]
        let latest = filter.time.milliseconds
        let earliest = filter.ageMax.map { (filter.time - $0).milliseconds } ?? .min
        times = min(earliest, latest)...latest
    }

    /// Whether the item of a row may come. One that the catalog does not know is in no category,
    /// and one without a time never expires.
    func allows(_ row: Int32) -> Bool {
        let number = Int(row >> CatalogChunk.bits)
        guard row >= 0, number < chunks.count else { return !isInCategories }
        let place = CatalogTable.place(row)
        guard chunks[number].flags[place].isDisjoint(with: hides) else { return false }
        let time = chunks[number].times[place]
        guard times.contains(time) || time == ItemFacts.timeless else { return false }
        return !isInCategories || isInAll(number, place)
    }

    private func isInAll(_ number: Int, _ place: Int) -> Bool {
        let own = chunks[number].terms[place].prefix(Int(chunks[number].categoryCounts[place]))
        return !categories.isEmpty && categories.allSatisfy { own.contains($0) }
    }

    /// Whether an item may come.
    package func allows(_ item: ItemID) -> Bool { allows(columns.row(of: item, in: table)) }

    /// The item of a row.
    func id(_ row: Int32) -> ItemID {
        chunks[Int(row >> CatalogChunk.bits)].ids[CatalogTable.place(row)]
    }

    /// The categories and words of items, as numbers.
    func terms(of items: [ItemID]) -> [[Int32]] {
        columns.rows(of: items, in: table).map { row in
            let number = Int(row >> CatalogChunk.bits)
            guard row >= 0, number < chunks.count else { return [] }
            return chunks[number].terms[CatalogTable.place(row)]
        }
    }

    /// The items that the catalog has, with their times, of the list or of all.
    func forEachKnown(_ body: (_ row: Int32, _ time: Int64) -> Void) {
        if let list {
            for row in list where Int(row >> CatalogChunk.bits) < chunks.count {
                visit(row, body)
            }
            return
        }
        for row in 0..<Int32(truncatingIfNeeded: chunks.count << Int(CatalogChunk.bits)) {
            visit(row, body)
        }
    }

    private func visit(_ row: Int32, _ body: (_ row: Int32, _ time: Int64) -> Void) {
        let (number, place) = (Int(row >> CatalogChunk.bits), CatalogTable.place(row))
        guard chunks[number].flags[place].contains(.known) else { return }
        body(row, chunks[number].times[place])
    }
}
