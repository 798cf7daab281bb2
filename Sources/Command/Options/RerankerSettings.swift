package import HTTPCalls
import Interest
import LargeModels
package import Recommending
package import Repositories

/// How the model of a reranker is asked.
enum RerankerKind: String, CaseIterable {
    /// `/v1/rerank`, as Jina and Cohere have it.
    case rerank
    /// `/v1/chat/completions` with a JSON schema.
    case chat
    /// `/v1/embeddings`: by the cosine with what the person likes.
    case embeddings
}

extension ProcessSettings {
    /// The calls to a reranker that may be in flight.
    package var rerankerCallsMax: Int {
        get throws { try number("reranker.calls", CallClient.callsMaxRange, default: 8) }
    }

    /// The reranker of the configuration; nil where none is configured.
    package func reranker(
        _ repositories: MongoRepositories, client: CallClient
    ) throws -> Reranker? {
        guard let address = try modelAddress("reranker") else { return nil }
        var configuration = RerankConfiguration()
        configuration.head = try number(
            "reranker.head", RerankConfiguration.heads, default: configuration.head)
        configuration.mix = Double(try number("reranker.mix.percent", 0...100, default: 50)) / 100
        configuration.deadline = .milliseconds(
            try number("reranker.deadline.ms", 1...60_000, default: 300))
        configuration.tokensPerDay = try number(
            "reranker.tokens.per.day", 0...1_000_000_000_000, default: configuration.tokensPerDay)
        try configuration.check()
        return Reranker(
            RetryingReranking(
                try model(address, client, configuration.deadline)),
            spending: repositories.spending, configuration: configuration, now: { .now })
    }

    private func model(
        _ address: ModelAddress, _ client: CallClient, _ deadline: Duration
    ) throws -> any Reranking {
        switch try choice("reranker.kind", default: RerankerKind.rerank) {
        case .rerank: RerankEndpoint(address, client: client)
        case .chat: ChatReranking(ChatEndpoint(address, client: client))
        case .embeddings:
            EmbeddingReranking(
                EmbeddingEndpoint(
                    address, prefix: text("reranker.prefix") ?? "", client: client,
                    deadline: deadline))
        }
    }
}
