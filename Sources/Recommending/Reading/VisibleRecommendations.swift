internal import Interest
internal import Trace

/// Recommendations that the catalogue and the request's choices allow.
///
/// A model knows nothing of the catalogue. So the ranking is asked for as deep as is needed, what
/// must not come is left out, and the ranking asked for deeper where that leaves too little: from
/// the first place on, so that one page begins where the other ends.
package struct VisibleRecommendations: Sendable {
    private let source: any RecommendationSource
    private let shelf: ItemShelf

    /// How often the ranking is asked for; a page may be short where more than that is left out.
    private static let roundsMax = 5
    /// How much deeper each time.
    private static let deepening = 8
    /// Among how many times the page diversity chooses.
    private static let poolFactor = 5
    /// Among how many diversity chooses at least, and at most.
    private static let pool = 100...1000

    package init(source: any RecommendationSource, shelf: ItemShelf) {
        self.source = source
        self.shelf = shelf
    }

    package func recommend(
        _ request: RecommendationRequest, _ choices: ShelfChoices = .init()
    ) async throws -> [Recommendation] {
        try await Trace.span("ebb.recommend") { _ in try await ranked(request, choices) }
    }

    private func ranked(
        _ request: RecommendationRequest, _ choices: ShelfChoices
    ) async throws -> [Recommendation] {
        guard request.count > 0 else { return [] }
        let end = request.offset + request.count
        let wanted =
            choices.diversity > 0
            ? max(end, min(max(Self.poolFactor * end, Self.pool.lowerBound), Self.pool.upperBound))
            : end
        var (found, items) = try await allowed(wanted, request, choices)
        if choices.diversity > 0 {
            found = Diversity(choices.diversity, items).ordered(found, count: end)
        }
        let page = Array(found.dropFirst(request.offset).prefix(request.count))
        return request.explains ? try await explained(page, request) : page
    }

    /// The best `wanted` that may come, and what the catalogue knows of them.
    private func allowed(
        _ wanted: Int, _ request: RecommendationRequest, _ choices: ShelfChoices
    ) async throws -> ([Recommendation], [ItemID: Item]) {
        var whole = request
        whole.offset = 0
        whole.count = wanted
        whole.explains = false
        var (kept, items) = ([Recommendation](), [ItemID: Item]())
        for _ in 0..<Self.roundsMax {
            let found = try await source.recommend(whole)
            items = try await shelf.items(found.map(\.item))
            kept = found.filter { choices.allow(items[$0.item]) }
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
        return try await source.recommend(these)
            .sorted { places[$0.item] ?? 0 < places[$1.item] ?? 0 }
    }
}
