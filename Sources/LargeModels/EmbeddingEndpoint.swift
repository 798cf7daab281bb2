public import HTTPCalls
public import Interest

/// `POST /v1/embeddings`, as OpenAI has it.
public struct EmbeddingEndpoint: Embedding {
    /// The most texts of a call.
    public static let textsMax = 256

    /// The space that the vectors lie in.
    public let space: EmbeddingSpace
    private let endpoint: Endpoint
    private let deadline: Duration

    /// Takes an address, a client, and the longest time of a call.
    public init(
        _ address: ModelAddress, dimensions: Int? = nil, prefix: String = "",
        client: CallClient, deadline: Duration = .seconds(60)
    ) {
        space = EmbeddingSpace(model: address.model, dimensions: dimensions, prefix: prefix)
        endpoint = Endpoint(address: address, client: client)
        self.deadline = deadline
    }

    /// The vectors of `texts`, each behind the prefix of the space.
    public func vectors(of texts: [String]) async throws(LargeModelError) -> EmbeddedTexts {
        guard !texts.isEmpty else { return EmbeddedTexts(vectors: [], tokens: 0) }
        var members: [(String, JSON)] = [
            ("model", .text(space.model)),
            ("input", .array(texts.map { .text(space.prefix + $0) })),
            ("encoding_format", .text("float")),
        ]
        if let dimensions = space.dimensions {
            members.append(("dimensions", .integer(Int64(dimensions))))
        }
        let answer = try await endpoint.post("/embeddings", .members(members), within: deadline)
        return EmbeddedTexts(
            vectors: try vectors(in: answer, count: texts.count), tokens: answer.tokens)
    }

    private func vectors(
        in answer: JSON, count: Int
    ) throws(LargeModelError) -> [[Float]] {
        guard let data = answer["data"]?.elements else {
            throw endpoint.malformed("there is no \"data\"")
        }
        guard data.count == count else {
            throw endpoint.malformed("\(count) texts got \(data.count) vectors")
        }
        var vectors = [[Float]?](repeating: nil, count: count)
        for (place, entry) in data.enumerated() {
            let index = entry["index"]?.whole ?? place
            guard vectors.indices ~= index, vectors[index] == nil else {
                throw endpoint.malformed("the index \(index) of a vector is wrong or repeated")
            }
            vectors[index] = try vector(entry["embedding"])
        }
        let found = vectors.compactMap(\.self)
        guard let length = found.first?.count, found.allSatisfy({ $0.count == length }) else {
            throw endpoint.malformed("its vectors have different lengths")
        }
        return found
    }

    private func vector(_ json: JSON?) throws(LargeModelError) -> [Float] {
        guard let elements = json?.elements,
            1...EmbeddingSpace.dimensionsMax ~= elements.count
        else {
            throw endpoint.malformed(
                "a vector is not a list of 1 to \(EmbeddingSpace.dimensionsMax) numbers")
        }
        let numbers = elements.compactMap { $0.double.map { Float($0) } }
        guard numbers.count == elements.count, numbers.allSatisfy(\.isFinite),
            numbers.contains(where: { $0 != 0 })
        else {
            throw endpoint.malformed("a vector holds something that is not a number, or 0 only")
        }
        if let wanted = space.dimensions, wanted != numbers.count {
            throw LargeModelError(
                .malformed,
                "the model \(space.model) gives vectors of \(numbers.count) numbers, and "
                    + "\(wanted) were asked for: choose another number of dimensions")
        }
        return numbers
    }
}
