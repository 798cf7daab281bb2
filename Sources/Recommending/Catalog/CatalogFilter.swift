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

    /// Whether the whole catalog must be known to answer: who is in a category, who is old, and
    /// what is like what.
    var needsCatalog: Bool { !categories.isEmpty || ageMax != nil || diversity > 0 }
}
