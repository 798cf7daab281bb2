public import Interest
internal import Synchronization

/// Vectors in memory.
public final class MemoryEmbeddingRepository: EmbeddingRepository {
    private struct State {
        var space: EmbeddingSpace?
        var vectors: [EmbeddingSpace: [String: [UInt8]]] = [:]
    }

    private let state = Mutex(State())

    /// Creates a repository without vectors.
    public init() {}

    /// The space that was embedded last.
    public func space() async throws(RepositoryError) -> EmbeddingSpace? {
        state.withLock { $0.space }
    }

    /// Makes a space the one that is read.
    public func use(_ space: EmbeddingSpace) async throws(RepositoryError) {
        state.withLock { $0.space = space }
    }

    /// The vectors there are, as half precision leaves them.
    public func vectors(
        of texts: [String], in space: EmbeddingSpace
    ) async throws(RepositoryError) -> [String: [Float]] {
        state.withLock { state in
            var found: [String: [Float]] = [:]
            for text in texts {
                found[text] = state.vectors[space]?[text].flatMap(HalfVector.vector)
            }
            return found
        }
    }

    /// Keeps vectors; one that is there already stays as it is.
    public func put(
        _ vectors: [(text: String, vector: [Float])], in space: EmbeddingSpace
    ) async throws(RepositoryError) {
        state.withLock { state in
            for (text, vector) in vectors where state.vectors[space]?[text] == nil {
                state.vectors[space, default: [:]][text] = HalfVector.bytes(vector)
            }
        }
    }

    /// How many there are.
    public func count() async throws(RepositoryError) -> Int {
        state.withLock { $0.vectors.values.reduce(0) { $0 + $1.count } }
    }

    /// Deletes what other spaces left.
    public func drop(allBut space: EmbeddingSpace) async throws(RepositoryError) -> Int {
        state.withLock { state in
            let kept = state.vectors[space]
            let all = state.vectors.values.reduce(0) { $0 + $1.count }
            state.vectors = kept.map { [space: $0] } ?? [:]
            return all - (kept?.count ?? 0)
        }
    }
}

/// What was spent on large models, in memory.
public final class MemorySpendingRepository: SpendingRepository {
    private let tokens = Mutex<[SpendingDay: Int]>([:])

    /// Creates a repository in which nothing was spent.
    public init() {}

    /// Reserves unless that exceeds the limit.
    public func reserve(
        _ tokens: Int, of limit: Int, on day: SpendingDay
    ) async throws(RepositoryError) -> Bool {
        self.tokens.withLock { spent in
            guard tokens >= 0, spent[day, default: 0] + tokens <= limit else { return false }
            spent[day, default: 0] += tokens
            return true
        }
    }

    /// Corrects a reservation.
    public func settle(_ difference: Int, on day: SpendingDay) async throws(RepositoryError) {
        tokens.withLock { $0[day, default: 0] += difference }
    }

    /// The tokens of a day.
    public func spent(on day: SpendingDay) async throws(RepositoryError) -> Int {
        tokens.withLock { $0[day] ?? 0 }
    }
}
