internal import Interest

/// The latest items of the catalog, for where everything else finds too little: before the first
/// training, and in a category of new items.
package struct LatestItems: Sendable {
    /// The name under which they come.
    package static let name = "latest"
    /// How much deeper the catalog is asked each time that too much is left out.
    private static let deepening = 8

    private let catalog: any ItemCatalog

    init(_ catalog: any ItemCatalog) { self.catalog = catalog }

    /// Up to `count` that may come, beside those that come already, the latest first.
    ///
    /// An item scores the seconds since 1970 at which it came into the catalog, 0 without a time.
    func recommend(
        _ count: Int, beside others: [ItemID], _ request: RecommendationRequest,
        _ choices: CatalogFilter
    ) async throws -> [Recommendation] {
        let taken = Set(others)
        var depth = count + others.count
        while true {
            let items = try await catalog.latest(
                depth, in: choices.categories, until: choices.time)
            let found = items.filter { item in
                !taken.contains(item.id) && !request.excludes(item.id) && choices.allow(item)
            }
            let isAll = items.count < depth || depth >= RecommendationRequest.depthMax
            if found.count >= count || isAll {
                return found.prefix(count).map { recommendation($0, request) }
            }
            depth = min(depth * Self.deepening, RecommendationRequest.depthMax)
        }
    }

    private func recommendation(
        _ item: Item, _ request: RecommendationRequest
    ) -> Recommendation {
        let score = (Double(item.time?.milliseconds ?? 0) / 1000).rounded(.down)
        return Recommendation(
            item: item.id, score: score, recommender: Self.name,
            parts: request.explains ? [Part(because: nil, weight: 1, similarity: score)] : [])
    }
}
