internal import Interest
internal import Recommending

/// Lists whose head a model may reorder.
///
/// A page is cut from the reordered head and what follows, so that pages fit together as long as
/// the model answers. While the breaker rests, lists are made as without a reranker.
struct RerankedLists: Sendable {
    let recommender: VisibleRecommendations
    let cache: CatalogCache
    let reranker: Reranker?
    let meter: RerankMeter

    func recommend(
        _ request: RecommendationRequest, _ choices: CatalogFilter, wanted: Bool
    ) async throws -> ([Recommendation], RerankOutcome?) {
        guard let reranker, wanted, request.recommender == nil else {
            return (try await recommender.recommend(request, choices), nil)
        }
        let head = reranker.configuration.head
        guard !reranker.isResting, request.offset < head, !request.interests.isEmpty else {
            let reason: RerankOutcome.Reason = reranker.isResting ? .breaker : .nothing
            return (try await recommender.recommend(request, choices), .kept(reason))
        }
        var whole = request
        whole.offset = 0
        whole.count = max(head, request.offset + request.count)
        let list = try await recommender.recommend(whole, choices)
        let strongest = request.interests.sorted()
            .prefix(reranker.configuration.interestsMax).map(\.item)
        let items = try await cache.items(list.prefix(head).map(\.item) + strongest)
        let result = await reranker.reorder(list, for: request.interests, items: items)
        meter.count(result)
        return (
            Array(result.list.dropFirst(request.offset).prefix(request.count)), result.outcome
        )
    }
}
