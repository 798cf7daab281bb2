/// What recommends: one model or a blend of them, with something for strangers to fall back on.
public protocol RecommendationSource: Sendable {
    /// The best items for a request, best first, none twice.
    ///
    /// A request without interests is a stranger's and is answered by what is popular.
    func recommend(_ request: RecommendationRequest) async throws -> [Recommendation]
}

/// The models that serve recommend as their chain says.
extension Recommendations: RecommendationSource {
    /// The answer's items; throws a `ModelError` where the recommender that is asked for was
    /// never trained.
    public func recommend(
        _ request: RecommendationRequest
    ) async throws -> [Recommendation] {
        let answer = answer(request)
        if let name = request.recommender, answer.versions.isEmpty, request.depth > 0,
            answer.recommendations.isEmpty
        {
            throw ModelError.untrained(name)
        }
        return answer.recommendations
    }
}
