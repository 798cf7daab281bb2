package import Interest
internal import Trace

/// Recommendations that the catalog and the request's choices allow.
///
/// A model knows nothing of the catalog. So the ranking is asked for as deep as is needed, what
/// must not come is left out, and the ranking asked for deeper where that leaves too little: from
/// the first place on, so that one page begins where the other ends. What no recommender of the
/// chain finds is filled up with the latest items of the catalog.
///
/// The long way through the ranking goes by what was lately seen of the catalog; the page that
/// comes of it is checked against the catalog itself.
package struct VisibleRecommendations: Sendable {
    private let source: any RecommendationSource
    private let cache: CatalogCache
    private let latest: LatestItems?

    /// How often the ranking is asked for; a page may be short where more than that is left out.
    private static let roundsMax = 5
    /// How much deeper each time.
    private static let deepening = 8
    /// Among how many times the page diversity chooses.
    private static let poolFactor = 5
    /// Among how many diversity chooses at least, and at most.
    private static let pool = 100...1000

    /// - Parameter catalog: whose latest items fill up what is too short; nil: nothing does.
    package init(
        source: any RecommendationSource, cache: CatalogCache, catalog: (any ItemCatalog)? = nil
    ) {
        self.source = source
        self.cache = cache
        latest = catalog.map { LatestItems($0) }
    }

    package func recommend(
        _ request: RecommendationRequest, _ choices: CatalogFilter = .init()
    ) async throws -> [Recommendation] {
        try await Trace.span("ebb.recommend") { _ in try await current(request, choices) }
    }

    /// A page that the catalog allows at this moment.
    private func current(
        _ request: RecommendationRequest, _ choices: CatalogFilter
    ) async throws -> [Recommendation] {
        guard request.count > 0 else { return [] }
        var page: [Recommendation] = []
        for _ in 0..<Self.roundsMax {
            let found = try await ranked(request, choices)
            let entries = try await cache.current(found.map(\.item))
            page = found.filter { choices.allow($0.item, by: entries) }
            // The cache knows better now.
            if page.count == found.count { break }
        }
        return request.explains ? try await explained(page, request) : page
    }

    /// A page as the catalog was lately seen.
    private func ranked(
        _ request: RecommendationRequest, _ choices: CatalogFilter
    ) async throws -> [Recommendation] {
        let end = request.offset + request.count
        let wanted =
            choices.diversity > 0
            ? max(end, min(max(Self.poolFactor * end, Self.pool.lowerBound), Self.pool.upperBound))
            : end
        var (found, items) = try await allowed(wanted, request, choices)
        if choices.diversity > 0 {
            found = Diversity(choices.diversity, items).ordered(found, count: end)
        }
        if found.count < end, request.recommender == nil, let latest {
            found += try await latest.recommend(
                end - found.count, beside: found.map(\.item), request, choices)
        }
        return Array(found.dropFirst(request.offset).prefix(request.count))
    }

    /// The best `wanted` that may come, and what the catalog knows of them.
    private func allowed(
        _ wanted: Int, _ request: RecommendationRequest, _ choices: CatalogFilter
    ) async throws -> ([Recommendation], [ItemID: Item]) {
        var whole = request
        whole.offset = 0
        whole.count = wanted
        whole.explains = false
        var (kept, items) = ([Recommendation](), [ItemID: Item]())
        for _ in 0..<Self.roundsMax {
            let found = try await source.recommend(whole)
            let entries = try await cache.entries(found.map(\.item))
            items = entries.items
            kept = found.filter { choices.allow($0.item, by: entries) }
            let isAll = found.count < whole.count
            if kept.count >= wanted || isAll || whole.count >= RecommendationRequest.depthMax {
                break
            }
            whole.count = min(whole.count * Self.deepening, RecommendationRequest.depthMax)
        }
        return (Array(kept.prefix(wanted)), items)
    }

    /// The same items with their parts. Other models may serve by now: their scores count then,
    /// and what they do not find is left out.
    private func explained(
        _ page: [Recommendation], _ request: RecommendationRequest
    ) async throws -> [Recommendation] {
        let places = Dictionary(
            zip(page.map(\.item), 0...), uniquingKeysWith: { first, _ in first })
        var these = request
        these.offset = 0
        these.count = page.count
        let hides = request.hides
        these.hides = { places[$0] == nil || hides?($0) ?? false }
        let found = try await source.recommend(these)
        let latest = page.filter { $0.recommender == LatestItems.name }
        let known = Set(found.map(\.item))
        return (found + latest.filter { !known.contains($0.item) })
            .sorted { places[$0.item] ?? 0 < places[$1.item] ?? 0 }
    }
}
