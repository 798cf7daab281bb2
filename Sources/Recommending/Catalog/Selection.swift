internal import Interest

/// Which items of a model a request allows, by place.
///
/// Recommenders ask it while they choose the best, so that every list is exact however rare what it
/// may contain.
struct Selection {
    /// The only places that can be allowed, each once; nil: any. Not more than a fraction of the
    /// model's items: past that, going through the scores is as quick.
    let places: [Int]?
    private let items: ItemIndex
    private let request: RecommendationRequest
    private let view: CatalogView?
    private let links: CatalogLinks?

    /// A list is gone through where the model has at least this many times its items.
    private static let share = 4

    init(_ request: RecommendationRequest, _ items: ItemIndex) {
        self.items = items
        self.request = request
        let links = request.catalog.flatMap { items.link.links(of: items.ids, to: $0) }
        view = request.catalog
        self.links = links
        if let only = request.only {
            places = only.compactMap { items.place(of: $0) }
        } else if let view, let links, let list = view.list,
            list.count <= items.count / Self.share
        {
            places = list.compactMap { row in
                if Int(row) < links.places.count, links.places[Int(row)] >= 0 {
                    return Int(links.places[Int(row)])
                }
                return items.hasNewcomers ? items.newPlace(of: view.id(row)) : nil
            }
        } else {
            places = nil
        }
    }

    /// Whether the item at a place may come.
    func allows(_ place: Int) -> Bool {
        if let view {
            let isAllowed =
                if let links, place < links.rows.count { view.allows(links.rows[place]) } else {
                    view.allows(items[place])
                }
            guard isAllowed else { return false }
        }
        return request.excluded.isEmpty || !request.excluded.contains(items[place])
    }
}
