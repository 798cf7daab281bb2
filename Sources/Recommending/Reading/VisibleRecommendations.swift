internal import Interest
internal import Trace

/// Recommendations that the catalog and the request's choices allow.
///
/// The models choose the best among what the columns of the catalog allow, in one pass. What no
/// recommender of the chain finds is filled up with the latest items of the catalog. While the
/// columns are not current, right after a start or when the store's changes cannot be followed,
/// each list is checked against the catalog itself before it is given.
package struct VisibleRecommendations: Sendable {
    private let source: any RecommendationSource
    private let catalog: CatalogFollower

    /// How often a list is checked while the columns are not current; after that it may be short.
    private static let checksMax = 5
    /// How much further down the ranking each check looks.
    private static let deepening = 8

    /// Takes what recommends, and what follows the catalog.
    package init(source: any RecommendationSource, catalog: CatalogFollower) {
        self.source = source
        self.catalog = catalog
    }

    package func recommend(
        _ request: RecommendationRequest, _ choices: CatalogFilter = .init()
    ) async throws -> [Recommendation] {
        try await Trace.span("ebb.recommend") { _ in
            guard request.count > 0 else { return [] }
            if choices.needsCatalog { try await catalog.load() }
            let view = catalog.columns.view(choices)
            if view.isCurrent {
                let page = try await page(request, choices, view)
                // The rows of a table that was replaced meanwhile could not be found any more.
                if catalog.columns.has(view) { return page }
            }
            return try await checked(request, choices, catalog.columns.view(choices))
        }
    }

    /// A page whose items were all looked up.
    private func checked(
        _ request: RecommendationRequest, _ choices: CatalogFilter, _ first: CatalogView
    ) async throws -> [Recommendation] {
        var (view, ahead) = (first, request)
        for _ in 0..<Self.checksMax {
            let page = try await page(request, choices, view)
            let deeper =
                ahead.depth > request.depth ? try await self.page(ahead, choices, view) : []
            try await catalog.check((page + deeper).map(\.item))
            view = catalog.columns.view(choices)
            if page.allSatisfy({ view.allows($0.item) }) { return page }
            ahead.explains = false
            ahead.offset = 0
            ahead.count = min(ahead.depth * Self.deepening, RecommendationRequest.depthMax)
        }
        let page = try await page(request, choices, view)
        try await catalog.check(page.map(\.item))
        view = catalog.columns.view(choices)
        return page.filter { view.allows($0.item) }
    }

    /// A page by a view of the catalog.
    private func page(
        _ request: RecommendationRequest, _ choices: CatalogFilter, _ view: CatalogView
    ) async throws -> [Recommendation] {
        var request = request
        request.catalog = view
        let found =
            choices.diversity > 0
            ? try await diverse(request, choices.diversity, view)
            : try await source.recommend(request)
        guard found.count < request.count, request.recommender == nil else { return found }
        guard view.isLoaded else {
            try await catalog.load()
            return try await page(request, choices, catalog.columns.view(choices))
        }
        return try await found + latest(request, beside: found, view)
    }

    /// What of the latest items belongs on a page that the ranking does not fill.
    private func latest(
        _ request: RecommendationRequest, beside found: [Recommendation], _ view: CatalogView
    ) async throws -> [Recommendation] {
        var pages = request
        pages.explains = false
        pages.offset = 0
        pages.count = request.offset
        let before = request.offset > 0 ? try await source.recommend(pages) : []
        let ranked = before.count + found.count
        let latest = LatestItems.recommend(
            request.depth - ranked, beside: (before + found).map(\.item), request, view)
        return Array(latest.dropFirst(max(0, request.offset - ranked)))
    }

    /// A page of the windows that it lies in, each ordered by itself.
    private func diverse(
        _ request: RecommendationRequest, _ weight: Double, _ view: CatalogView
    ) async throws -> [Recommendation] {
        let window = Diversity.window
        var whole = request
        whole.explains = false
        whole.offset = request.offset / window * window
        whole.count = (request.depth + window - 1) / window * window - whole.offset
        let ranking = try await source.recommend(whole)
        var ordered: [Recommendation] = []
        for start in stride(from: 0, to: ranking.count, by: window) {
            let part = Array(ranking[start..<min(start + window, ranking.count)])
            let order = Diversity(weight, view.terms(of: part.map(\.item)))
                .order(part.map(\.score), count: request.depth - whole.offset - start)
            ordered += order.map { part[$0] }
        }
        let page = Array(
            ordered.dropFirst(request.offset - whole.offset).prefix(request.count))
        return request.explains ? try await explained(page, request) : page
    }

    /// The same items with their parts. Other models may serve by now: their scores count then,
    /// and what they do not find is left out.
    private func explained(
        _ page: [Recommendation], _ request: RecommendationRequest
    ) async throws -> [Recommendation] {
        var these = request
        these.offset = 0
        these.count = page.count
        these.only = page.map(\.item)
        let places = Dictionary(
            zip(page.map(\.item), 0...), uniquingKeysWith: { first, _ in first })
        return try await source.recommend(these)
            .sorted { places[$0.item] ?? 0 < places[$1.item] ?? 0 }
    }
}
