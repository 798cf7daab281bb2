internal import Interest

/// An item by its age: the later comes first, equal ones by id from the greatest on, and those
/// without a time last.
struct AgedItem: Comparable, Sendable {
    let time: Int64
    let id: ItemID
    let row: Int32

    static func < (first: AgedItem, second: AgedItem) -> Bool {
        first.time == second.time ? first.id > second.id : first.time > second.time
    }
}

/// The newest items of the catalog, found once for many requests: as many as these commonly go
/// through.
struct NewestItems: Sendable {
    /// How many are found.
    static let countMax = 1024

    let items: [AgedItem]
    /// Whether the catalog has no others.
    let isAll: Bool

    init(_ view: CatalogView) {
        items = Self.best(Self.countMax, of: view) { _ in true }
        isAll = items.count < Self.countMax
    }

    /// The first `count` of a view's list that `isWanted` names.
    static func best(
        _ count: Int, of view: CatalogView, where isWanted: (Int32) -> Bool
    ) -> [AgedItem] {
        var best = Best<AgedItem>(limit: count)
        view.forEachKnown { row, time in
            // Most are older than the oldest of the newest, which needs no id.
            guard best.worst.map({ time >= $0.time }) ?? true, isWanted(row) else { return }
            best.take(AgedItem(time: time, id: view.id(row), row: row))
        }
        return best.sorted()
    }
}

/// The latest items of the catalog, for where everything else finds too little: before the first
/// training, and in a category of new items.
package enum LatestItems {
    /// The name under which they come.
    package static let name = "latest"

    /// Up to `count` that a view allows, beside those that come already, the latest first.
    ///
    /// An item scores the seconds since 1970 at which it came into the catalog, 0 without a time.
    static func recommend(
        _ count: Int, beside others: [ItemID], _ request: RecommendationRequest,
        _ view: CatalogView
    ) -> [Recommendation] {
        guard count > 0 else { return [] }
        let taken = request.excluded.union(others)
        let isWanted = { (row: Int32) in
            view.allows(row) && !taken.contains(view.id(row))
        }
        if view.list == nil {
            let newest = view.columns.newest(view)
            let found = newest.items.lazy.filter { isWanted($0.row) }.prefix(count)
            if newest.isAll || found.count == count {
                return found.map { recommendation($0, request) }
            }
        }
        return NewestItems.best(count, of: view, where: isWanted)
            .map { recommendation($0, request) }
    }

    private static func recommendation(
        _ item: AgedItem, _ request: RecommendationRequest
    ) -> Recommendation {
        let time = item.time == ItemFacts.timeless ? 0 : item.time
        let score = (Double(time) / 1000).rounded(.down)
        return Recommendation(
            item: item.id, score: score, recommender: name,
            parts: request.explains ? [Part(because: nil, weight: 1, similarity: score)] : [])
    }
}
