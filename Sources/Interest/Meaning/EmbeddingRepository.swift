/// Vectors by the digest of what they were made from, so that nothing is computed twice.
public protocol EmbeddingRepository: Sendable {
    /// The space that was embedded last; nil before the first embedding.
    func space() async throws(RepositoryError) -> EmbeddingSpace?

    /// Makes a space the one that is read.
    func use(_ space: EmbeddingSpace) async throws(RepositoryError)

    /// The vectors there are for these texts in a space, by text.
    func vectors(
        of texts: [String], in space: EmbeddingSpace
    ) async throws(RepositoryError) -> [String: [Float]]

    /// Keeps vectors, in half precision.
    func put(
        _ vectors: [(text: String, vector: [Float])], in space: EmbeddingSpace
    ) async throws(RepositoryError)

    /// How many vectors there are, of all spaces.
    func count() async throws(RepositoryError) -> Int

    /// Deletes the vectors of all spaces but one, and says how many they were.
    func drop(allBut space: EmbeddingSpace) async throws(RepositoryError) -> Int
}

/// The most vectors that one call of a repository takes.
public enum EmbeddingBatch {
    /// The limit.
    public static let max = 500
}
