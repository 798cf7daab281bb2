package import Interest
internal import Synchronization

/// The facts of the catalog that decide what may be recommended, in memory.
///
/// They are as good as the last look at the catalog (`CatalogFollower`). A request asks for a view
/// of them, which does not change while the request chooses.
package final class CatalogColumns: Sendable {
    /// What was seen longer ago than this is checked against the catalog itself.
    package static let lagMax = Interval.seconds(2)
    /// The most items that are given rows under one lock.
    private static let batchMax = 4096

    private struct State {
        var table = CatalogTable()
        var isLoaded = false
        /// The moment up to which all changes are known; nil while some are not.
        var followed: Timestamp?
        /// The newest items, found for a version of the table.
        var newest: (version: Int, items: NewestItems)?
        var lookups = 0

        /// Whether what is known is recent enough to be relied on.
        func isCurrent(_ now: Timestamp) -> Bool {
            guard isLoaded, let followed else { return false }
            return now <= followed + CatalogColumns.lagMax
                && followed <= now + CatalogColumns.lagMax
        }
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Timestamp

    package init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// What a request may choose from at this moment.
    package func view(_ filter: CatalogFilter) -> CatalogView {
        let now = now()
        return state.withLock { state in
            CatalogView(
                state.table, filter, columns: self, isLoaded: state.isLoaded,
                isCurrent: state.isCurrent(now))
        }
    }

    /// Whether a view is one of the table that is kept.
    func has(_ view: CatalogView) -> Bool { state.withLock { $0.table.number == view.table } }

    /// The state of the columns, for metrics.
    package var status: CatalogStatus {
        let now = now()
        return state.withLock { state in
            CatalogStatus(
                items: state.table.count, isLoaded: state.isLoaded,
                isCurrent: state.isCurrent(now), followed: state.followed,
                lookups: state.lookups)
        }
    }

    /// The row of an item in a table; -1 where it has none, or another table has taken over.
    func row(of item: ItemID, in table: Int) -> Int32 {
        state.withLock { $0.table.number == table ? $0.table.row(of: item) ?? -1 : -1 }
    }

    /// The rows of items, likewise.
    func rows(of items: [ItemID], in table: Int) -> [Int32] {
        state.withLock { state in
            items.map { state.table.number == table ? state.table.row(of: $0) ?? -1 : -1 }
        }
    }

    /// The rows of a model's items, which have one from now on; nil where another table has taken
    /// over.
    func makeRows(of items: [ItemID], in table: Int) -> [Int32]? {
        var rows: [Int32] = []
        rows.reserveCapacity(items.count)
        while rows.count < items.count {
            let batch = items[rows.count..<min(rows.count + Self.batchMax, items.count)]
            let more = state.withLock { state in
                state.table.number == table ? batch.map { state.table.makeRow(of: $0) } : nil
            }
            guard let more else { return nil }
            rows += more
        }
        return rows
    }

    /// Takes in what the catalog says of `ids`.
    func apply(_ entries: CatalogEntries, for ids: [ItemID]) {
        let facts = ids.map { ItemFacts($0, by: entries) }
        state.withLock { state in
            state.table.apply(facts)
            state.lookups += 1
        }
    }

    /// Puts another table in the place of what was known: changes since are not known yet.
    func take(_ table: CatalogTable) {
        state.withLock { state in
            state.table = table
            state.isLoaded = true
            state.followed = nil
            state.newest = nil
        }
    }

    /// Notes that all changes up to a moment are known; nil: that some are not.
    package func note(followed: Timestamp?) { state.withLock { $0.followed = followed } }

    /// The newest items of a view's table, kept for the next request.
    func newest(_ view: CatalogView) -> NewestItems {
        let known = state.withLock { state -> NewestItems? in
            guard state.table.number == view.table, let newest = state.newest,
                newest.version == view.version
            else { return nil }
            return newest.items
        }
        if let known { return known }
        let items = NewestItems(view)
        state.withLock { state in
            if state.table.number == view.table { state.newest = (view.version, items) }
        }
        return items
    }
}

/// How the columns of the catalog stand.
package struct CatalogStatus: Hashable, Sendable {
    /// The items that have a row: of the catalog, its removed ones, and those of the models.
    package let items: Int
    /// Whether the whole catalog was read.
    package let isLoaded: Bool
    /// Whether lists are made without asking the catalog.
    package let isCurrent: Bool
    /// Up to when changes are known.
    package let followed: Timestamp?
    /// How often the catalog was asked for items by their ids.
    package let lookups: Int
}
