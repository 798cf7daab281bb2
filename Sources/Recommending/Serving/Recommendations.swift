internal import Interest

/// Recommends from the models that serve: the first recommender of the chain as far as it goes,
/// then the next.
///
/// So a known user gets what goes with the interests, filled up with what is current where that is
/// too little, and a stranger gets what is current.
public struct Recommendations: Sendable {
    /// Where the models stand.
    public let serving: ServingModels
    /// The names of the recommenders, first choice first.
    public let chain: [String]

    /// Takes the serving models and the chain.
    public init(
        serving: ServingModels, chain: [String] = Recommenders.served
    ) {
        self.serving = serving
        self.chain = chain
    }

    /// Answers a request. With no model that serves the answer is what trends without one, and
    /// says so by its `versions`.
    public func answer(_ request: RecommendationRequest) -> RecommendationAnswer {
        let contents = serving.contents
        let chain = request.recommender.map { [$0] } ?? chain
        var models: [String: any Recommender] = [:]
        var found: [Recommendation] = []
        var versions: [String: Int] = [:]
        var rest = request
        rest.explains = false
        rest.offset = 0
        for name in chain where found.count < request.depth {
            let shelved = contents.models[name]
            guard
                let model = shelved?.model.present()
                    ?? serving.untrained(name, beside: contents)
            else { continue }
            rest.count = request.depth - found.count
            models[name] = model
            let more = model.recommend(rest)
            rest.excluded.formUnion(more.map(\.item))
            found += more
            if let shelved { versions[name] = shelved.summary.version }
        }
        let page = found.dropFirst(request.skipped)
        return RecommendationAnswer(
            recommendations: request.explains
                ? page.map { explain($0, request, models[$0.recommender]) } : Array(page),
            versions: versions, generation: contents.generation)
    }

    private func explain(
        _ found: Recommendation, _ request: RecommendationRequest, _ model: (any Recommender)?
    ) -> Recommendation {
        Recommendation(
            item: found.item, score: found.score, recommender: found.recommender,
            parts: model?.explain(found.item, for: request) ?? [])
    }
}

/// Recommendations, and which models gave them.
public struct RecommendationAnswer: Hashable, Sendable {
    /// Best first; each names the recommender it came from.
    public let recommendations: [Recommendation]
    /// The version of every model that was asked; empty where nothing is trained yet.
    public let versions: [String: Int]
    /// The generation of the serving models.
    public let generation: Int
}
