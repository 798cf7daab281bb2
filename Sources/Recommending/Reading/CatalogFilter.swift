package import Interest

/// What of the catalog may be recommended: each a choice of the request.
package struct CatalogFilter: Sendable {
    /// Whether hidden items may come.
    package var showsHidden: Bool
    /// Only items that have all of these categories; empty: any.
    package var categories: [String]
    /// Items that came into the catalog longer ago have expired; nil: none does.
    package var ageMax: Interval?
    /// How much it counts that items differ from each other: 0 not at all, 1 nothing else does.
    package var diversity: Double
    /// The moment of the list: what is dated later has not come yet, and expiry is reckoned to it.
    package var time: Timestamp

    /// Takes those that are not to be the defaults.
    package init(
        showsHidden: Bool = false, categories: [String] = [], ageMax: Interval? = nil,
        diversity: Double = 0, time: Timestamp = .latest
    ) {
        self.showsHidden = showsHidden
        self.categories = categories
        self.ageMax = ageMax
        self.diversity = diversity
        self.time = time
    }

    /// Whether an item may come, by what the catalog says.
    func allow(_ id: ItemID, by entries: CatalogEntries) -> Bool {
        !entries.removed.contains(id) && allow(entries.items[id])
    }

    /// Whether an item may come. One that the catalog does not know is in no category.
    func allow(_ item: Item?) -> Bool {
        guard let item else { return categories.isEmpty }
        if item.hidden, !showsHidden { return false }
        if let came = item.time {
            if came > time { return false }
            if let ageMax, came + ageMax < time { return false }
        }
        return categories.allSatisfy { item.categories.contains($0) }
    }
}
