public import HTTPCalls
public import Interest

/// `POST /v1/chat/completions` with a JSON schema for the answer.
public struct ChatEndpoint: Writing {
    private let endpoint: Endpoint

    /// The model.
    public var model: String { endpoint.address.model }

    /// Takes an address and a client.
    public init(_ address: ModelAddress, client: CallClient) {
        endpoint = Endpoint(address: address, client: client)
    }

    /// The value that the model writes.
    public func value(
        for prompt: Prompt, within time: Duration
    ) async throws(LargeModelError) -> WrittenValue {
        let schema = JSON.members([
            ("name", .text(prompt.name)), ("strict", .bool(true)), ("schema", prompt.schema),
        ])
        let answer = try await endpoint.post(
            "/chat/completions",
            .members([
                ("model", .text(model)),
                (
                    "messages",
                    .array([
                        message("system", prompt.system), message("user", prompt.user),
                    ])
                ),
                ("temperature", .integer(0)), ("seed", .integer(1)),
                ("max_tokens", .integer(Int64(prompt.tokensMax))),
                (
                    "response_format",
                    .members([("type", .text("json_schema")), ("json_schema", schema)])
                ),
            ]), within: time)
        guard case .text(let text) = answer["choices"]?.elements?.first?["message"]?["content"]
        else { throw endpoint.malformed("there is no message in \"choices\"") }
        do throws(JSONError) {
            return WrittenValue(
                value: try JSON(reading: text.utf8.map { $0 }[...]), tokens: answer.tokens)
        } catch {
            throw endpoint.malformed("the model's message is not JSON (\(error))")
        }
    }

    private func message(_ role: String, _ text: String) -> JSON {
        .members([("role", .text(role)), ("content", .text(text))])
    }
}

/// A language model as a reranker: it is asked for the order of the documents.
public struct ChatReranking: Reranking {
    private let writing: any Writing

    /// The model.
    public var model: String { writing.model }

    /// Takes a language model.
    public init(_ writing: some Writing) { self.writing = writing }

    /// Scores that fall with the place in the model's order.
    public func scores(
        of documents: [String], for query: String, within time: Duration
    ) async throws(LargeModelError) -> RankedDocuments {
        let list = documents.enumerated().map { "\($0.offset): \($0.element)" }
        let written = try await writing.value(
            for: Prompt(
                system: "You order a list for a person, best first. Answer with the numbers of "
                    + "all entries, each once.",
                user: query + "\n\n" + list.joined(separator: "\n"), schema: Self.schema,
                name: "order", tokensMax: 16 + documents.count * 4), within: time)
        guard let order = written.value["order"]?.elements else {
            throw LargeModelError(.malformed, "\(model) wrote no \"order\"")
        }
        let entries = try order.enumerated().map { place, index throws(LargeModelError) in
            guard let index = index.whole else {
                throw LargeModelError(.malformed, "\(model) wrote an order of other than numbers")
            }
            return RankedDocuments.Entry(index: index, score: 1 / Double(place + 1))
        }
        return RankedDocuments(entries: entries, tokens: written.tokens)
    }

    private static let schema = JSON.members([
        ("type", .text("object")),
        (
            "properties",
            .members([
                (
                    "order",
                    .members([
                        ("type", .text("array")),
                        ("items", .members([("type", .text("integer"))])),
                    ])
                )
            ])
        ),
        ("required", .array([.text("order")])), ("additionalProperties", .bool(false)),
    ])
}

/// An embedding as a reranker: documents are scored by the cosine with the query.
public struct EmbeddingReranking: Reranking {
    private let embedding: any Embedding

    /// The model.
    public var model: String { embedding.space.model }

    /// Takes an embedding; its own deadline must be short enough for requests.
    public init(_ embedding: some Embedding) { self.embedding = embedding }

    /// The cosines.
    public func scores(
        of documents: [String], for query: String, within time: Duration
    ) async throws(LargeModelError) -> RankedDocuments {
        let found = try await embedding.vectors(of: [query] + documents)
        let asked = found.vectors[0]
        let entries = found.vectors.dropFirst().enumerated().map { index, vector in
            RankedDocuments.Entry(index: index, score: Self.cosine(asked, vector))
        }
        return RankedDocuments(entries: entries, tokens: found.tokens)
    }

    private static func cosine(_ one: [Float], _ other: [Float]) -> Double {
        var (product, first, second) = (0.0, 0.0, 0.0)
        for (x, y) in zip(one, other) {
            product += Double(x) * Double(y)
            first += Double(x) * Double(x)
            second += Double(y) * Double(y)
        }
        return product / (first * second).squareRoot()
    }
}
