public import Interest
package import Mongo

// embeddings  {_id: digest, space: digest, vector: half precision}
// settings    {_id: "embedding", model, dimensions?, prefix}      the space that is read

/// Vectors in MongoDB: the collection `embeddings`, one document for each text of a space.
public struct MongoEmbeddingRepository: EmbeddingRepository {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// The space that was embedded last.
    public func space() async throws(RepositoryError) -> EmbeddingSpace? {
        let find = FindOne<SpaceDocument>(Schema.settings, filter: SpaceDocument.filter)
        return try await store.ask(find)?.space
    }

    /// Makes a space the one that is read.
    public func use(_ space: EmbeddingSpace) async throws(RepositoryError) {
        let replace = ReplaceOne(
            Schema.settings, filter: SpaceDocument.filter,
            replacement: SpaceDocument(space: space).bson, upsert: true)
        _ = try await store.ask(replace)
    }

    /// The vectors there are, in one find.
    public func vectors(
        of texts: [String], in space: EmbeddingSpace
    ) async throws(RepositoryError) -> [String: [Float]] {
        guard !texts.isEmpty else { return [:] }
        precondition(texts.count <= EmbeddingBatch.max, "a batch has a limit")
        let keys = texts.map { EmbeddingKey.of($0, in: space) }
        let filter = BSON { document in
            document.document("_id") { condition in
                condition.array("$in") { list in
                    for key in keys { list.append(binary: key) }
                }
            }
        }
        let found: [VectorDocument] = try await store.sift(
            Schema.embeddings, filter: filter)
        let byKey = Dictionary(found.map { ($0.key, $0.vector) }, uniquingKeysWith: { $1 })
        var vectors: [String: [Float]] = [:]
        for (text, key) in zip(texts, keys) { vectors[text] = byKey[key] }
        return vectors
    }

    /// Keeps vectors; one that is there already stays as it is.
    public func put(
        _ vectors: [(text: String, vector: [Float])], in space: EmbeddingSpace
    ) async throws(RepositoryError) {
        guard !vectors.isEmpty else { return }
        precondition(vectors.count <= EmbeddingBatch.max, "a batch has a limit")
        let owner = Self.owner(space)
        let documents = vectors.map { pair in
            BSON { document in
                document.append("_id", binary: EmbeddingKey.of(pair.text, in: space))
                document.append("space", binary: owner)
                document.append("vector", binary: HalfVector.bytes(pair.vector))
            }
        }
        _ = try await store.ask(InsertMany(Schema.embeddings, documents: documents))
    }

    /// The collection's own count.
    public func count() async throws(RepositoryError) -> Int {
        try await store.ask(EstimatedCount(Schema.embeddings))
    }

    /// Deletes what other spaces left.
    public func drop(allBut space: EmbeddingSpace) async throws(RepositoryError) -> Int {
        let owner = Self.owner(space)
        let filter = BSON { document in
            document.document("space") { $0.append("$ne", binary: owner) }
        }
        return try await store.ask(DeleteMany(Schema.embeddings, filter: filter))
    }

    /// The digest of a space without a text.
    private static func owner(_ space: EmbeddingSpace) -> [UInt8] {
        Array(EmbeddingKey.of("", in: space).prefix(8))
    }
}

private struct SpaceDocument: BSONDecodable {
    let space: EmbeddingSpace

    static let filter = BSON { $0.append("_id", "embedding") }

    init(space: EmbeddingSpace) { self.space = space }

    var bson: BSON {
        BSON { document in
            document.append("_id", "embedding")
            document.append("model", space.model)
            if let dimensions = space.dimensions {
                document.append("dimensions", Int64(dimensions))
            }
            document.append("prefix", space.prefix)
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        space = EmbeddingSpace(
            model: try document.string("model"),
            dimensions: try document.optionalInt64("dimensions").map { Int($0) },
            prefix: try document.string("prefix"))
    }
}

struct VectorDocument: BSONDecodable {
    let key: [UInt8]
    let vector: [Float]

    init(reading document: borrowing BSONReader) throws(StoreError) {
        key = try document.binary("_id")
        guard let vector = HalfVector.vector(try document.binary("vector")) else {
            throw StoreError(
                .malformed,
                "a vector in the collection embeddings is damaged: delete the collection and run "
                    + "ebb embed")
        }
        self.vector = vector
    }
}
