internal import Interest
internal import Synchronization

/// Where the items of a model stand in the table of the catalog, and the other way round.
struct CatalogLinks: Sendable {
    /// The table they lead into.
    let table: Int
    /// The row of each place.
    let rows: [Int32]
    /// The place of each row, -1 for an item that the model has not met.
    let places: [Int32]

    init(table: Int, rows: [Int32]) {
        self.table = table
        self.rows = rows
        var places = [Int32](repeating: -1, count: Int((rows.max() ?? -1) + 1))
        for (place, row) in rows.enumerated() {
            places[Int(row)] = Int32(truncatingIfNeeded: place)
        }
        self.places = places
    }
}

/// Keeps the links of one model's items: they are found at its first request, and again after the
/// whole catalog was read again.
final class CatalogLink: Sendable {
    private let kept = Mutex<CatalogLinks?>(nil)

    /// The links of these items to the table of a view; nil where another table took over since.
    func links(of ids: [ItemID], to view: CatalogView) -> CatalogLinks? {
        let kept = kept.withLock(\.self)
        if let kept, kept.table == view.table { return kept }
        guard let rows = view.columns.makeRows(of: ids, in: view.table) else { return nil }
        let links = CatalogLinks(table: view.table, rows: rows)
        self.kept.withLock { $0 = links }
        return links
    }
}
