internal import HTTPTypes
internal import Hummingbird
internal import Recommending
internal import Wire

/// Recommendations, and in a header whether a model has reordered them.
struct RerankedAnswer: JSONAnswer {
    let answer: RecommendationAnswer
    /// Nil where no reranker is configured or wanted.
    let outcome: RerankOutcome?

    static var schema: JSONSchema { RecommendationAnswer.schema }

    func write(to json: inout JSONWriter) { answer.write(to: &json) }

    var response: Response {
        var response = answer.response
        if let outcome { response.headers[.reranked] = outcome.description }
        return response
    }
}

extension HTTPField.Name {
    /// What became of the reranking: `yes`, `yes (cached)`, `no (deadline)`.
    static var reranked: Self { HTTPField.Name("X-Ebb-Reranked") ?? .server }
}
