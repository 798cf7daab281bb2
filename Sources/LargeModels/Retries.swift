public import Interest

// A call that failed for a moment is tried again after a pause that doubles, drawn at random
// between half and all of it, so that many clients do not come back at once. Where the server says
// how long to wait, that is waited for. No pause goes beyond the time that is left.

/// How often a call is tried, and how long it waits in between.
public struct Retries: Sendable {
    /// The most tries.
    public var triesMax: Int
    /// The first pause.
    public var pause: Duration
    /// The longest pause, also where the server asks for more.
    public var pauseMax: Duration
    /// A random number from 0 to 1, another for each pause.
    let chance: @Sendable () -> Double
    /// Waits.
    let sleep: @Sendable (Duration) async throws -> Void
    /// The time that has passed since some moment.
    let elapsed: @Sendable () -> Duration

    /// Retries by the real clock.
    public init(
        triesMax: Int = 4, pause: Duration = .milliseconds(250), pauseMax: Duration = .seconds(60)
    ) {
        let clock = ContinuousClock()
        let start = clock.now
        self.init(
            triesMax: triesMax, pause: pause, pauseMax: pauseMax,
            chance: { Double.random(in: 0...1) }, sleep: { try await clock.sleep(for: $0) },
            elapsed: { clock.now - start })
    }

    init(
        triesMax: Int, pause: Duration, pauseMax: Duration,
        chance: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.triesMax = triesMax
        self.pause = pause
        self.pauseMax = pauseMax
        self.chance = chance
        self.sleep = sleep
        self.elapsed = elapsed
    }

    /// The pause after a failure; nil where another try makes no sense in the time that is left.
    func pause(
        after error: LargeModelError, tries: Int, left: Duration
    ) -> Duration? {
        guard error.isTransient, tries < triesMax else { return nil }
        let doubled = pause * (1 << min(tries - 1, 20))
        let drawn = min(doubled, pauseMax) * (0.5 + 0.5 * chance())
        // A server that asks for more than the limit is not asked again.
        if let asked = error.retryAfter, asked > pauseMax { return nil }
        let chosen = max(drawn, error.retryAfter ?? .zero)
        return chosen < left ? chosen : nil
    }
}

/// An embedding that is asked again after a failure that may pass.
public struct RetryingEmbedding: Embedding {
    private let embedding: any Embedding
    private let retries: Retries
    private let deadline: Duration

    /// The space of the embedding.
    public var space: EmbeddingSpace { embedding.space }

    /// Takes an embedding, how it is retried, and the longest time for all tries together.
    public init(
        _ embedding: some Embedding, retries: Retries = Retries(),
        deadline: Duration = .seconds(300)
    ) {
        self.embedding = embedding
        self.retries = retries
        self.deadline = deadline
    }

    /// The vectors, after as many tries as are allowed.
    public func vectors(of texts: [String]) async throws(LargeModelError) -> EmbeddedTexts {
        let start = retries.elapsed()
        var tries = 0
        while true {
            tries += 1
            do throws(LargeModelError) { return try await embedding.vectors(of: texts) } catch {
                let left = deadline - (retries.elapsed() - start)
                guard let pause = retries.pause(after: error, tries: tries, left: left) else {
                    throw error
                }
                do { try await retries.sleep(pause) } catch {
                    throw LargeModelError(.cancelled, "the embedding was cancelled")
                }
            }
        }
    }
}

/// A reranking that is asked again while its time lasts.
public struct RetryingReranking: Reranking {
    private let reranking: any Reranking
    private let retries: Retries

    /// The model.
    public var model: String { reranking.model }

    /// Takes a reranking and how it is retried.
    public init(
        _ reranking: some Reranking,
        retries: Retries = Retries(triesMax: 3, pause: .milliseconds(20), pauseMax: .seconds(1))
    ) {
        self.reranking = reranking
        self.retries = retries
    }

    /// The scores, from as many tries as fit into the time.
    public func scores(
        of documents: [String], for query: String, within time: Duration
    ) async throws(LargeModelError) -> RankedDocuments {
        let start = retries.elapsed()
        var tries = 0
        while true {
            tries += 1
            let left = time - (retries.elapsed() - start)
            do throws(LargeModelError) {
                return try await reranking.scores(of: documents, for: query, within: left)
            } catch {
                let rest = time - (retries.elapsed() - start)
                guard let pause = retries.pause(after: error, tries: tries, left: rest) else {
                    throw error
                }
                do { try await retries.sleep(pause) } catch {
                    throw LargeModelError(.cancelled, "the reranking was cancelled")
                }
            }
        }
    }
}
