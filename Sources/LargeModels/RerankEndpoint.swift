public import HTTPCalls
public import Interest

/// `POST /v1/rerank`, in the shape of Jina and Cohere.
public struct RerankEndpoint: Reranking {
    private let endpoint: Endpoint

    /// The model.
    public var model: String { endpoint.address.model }

    /// Takes an address and a client.
    public init(_ address: ModelAddress, client: CallClient) {
        endpoint = Endpoint(address: address, client: client)
    }

    /// The scores as the server gives them.
    public func scores(
        of documents: [String], for query: String, within time: Duration
    ) async throws(LargeModelError) -> RankedDocuments {
        let answer = try await endpoint.post(
            "/rerank",
            .members([
                ("model", .text(model)), ("query", .text(query)),
                ("documents", .array(documents.map(JSON.text))),
                ("top_n", .integer(Int64(documents.count))),
            ]), within: time)
        guard let results = answer["results"]?.elements else {
            throw endpoint.malformed("there are no \"results\"")
        }
        var entries: [RankedDocuments.Entry] = []
        for result in results {
            guard let index = result["index"]?.whole,
                let score = result["relevance_score"]?.double
            else { throw endpoint.malformed("a result has no index or no relevance_score") }
            entries.append(RankedDocuments.Entry(index: index, score: score))
        }
        return RankedDocuments(entries: entries, tokens: answer.tokens)
    }
}
