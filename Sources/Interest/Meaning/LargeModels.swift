// Ports: what Ebb asks of large models. They know no HTTP and no provider.

/// Turns texts into vectors: texts that mean the same lie close together.
public protocol Embedding: Sendable {
    /// The space that the vectors lie in.
    var space: EmbeddingSpace { get }

    /// The vectors of `texts`, in their order.
    func vectors(of texts: [String]) async throws(LargeModelError) -> EmbeddedTexts
}

/// Says how well documents answer a query.
public protocol Reranking: Sendable {
    /// Which model answers, for caches.
    var model: String { get }

    /// Scores of documents, in any order; a model may leave some out or name one twice, and the
    /// caller checks.
    func scores(
        of documents: [String], for query: String, within time: Duration
    ) async throws(LargeModelError) -> RankedDocuments
}

/// Writes a value of JSON that follows a schema.
public protocol Writing: Sendable {
    /// Which model answers, for caches.
    var model: String { get }

    /// The value that a model writes for a prompt.
    func value(
        for prompt: Prompt, within time: Duration
    ) async throws(LargeModelError) -> WrittenValue
}

/// The space of an embedding: vectors of different spaces cannot be compared.
public struct EmbeddingSpace: Hashable, Sendable {
    /// The most numbers in a vector.
    public static let dimensionsMax = 8192

    /// The model.
    public var model: String
    /// How many numbers the model is asked for; nil: as many as it gives.
    public var dimensions: Int?
    /// What stands before each text, as some models want it ("passage: ").
    public var prefix: String

    /// Creates a space.
    public init(model: String, dimensions: Int? = nil, prefix: String = "") {
        self.model = model
        self.dimensions = dimensions
        self.prefix = prefix
    }
}

/// Vectors of texts, and what they cost.
public struct EmbeddedTexts: Hashable, Sendable {
    /// One for each text; all of one length and finite.
    public let vectors: [[Float]]
    /// How many tokens the model counted; 0 where it does not say.
    public let tokens: Int

    /// Takes both.
    public init(vectors: [[Float]], tokens: Int) {
        self.vectors = vectors
        self.tokens = tokens
    }
}

/// Scores of documents as a model gave them, unchecked.
public struct RankedDocuments: Hashable, Sendable {
    /// A document by its index among those that were sent.
    public struct Entry: Hashable, Sendable {
        /// The index; may be out of range.
        public let index: Int
        /// The score; higher is better.
        public let score: Double

        /// Takes both.
        public init(index: Int, score: Double) {
            self.index = index
            self.score = score
        }
    }

    /// The entries in the order of the answer.
    public let entries: [Entry]
    /// How many tokens the model counted; 0 where it does not say.
    public let tokens: Int

    /// Takes both.
    public init(entries: [Entry], tokens: Int) {
        self.entries = entries
        self.tokens = tokens
    }
}

/// The input of a language model.
public struct Prompt: Hashable, Sendable {
    /// What its role is.
    public var system: String
    /// The task.
    public var user: String
    /// The JSON schema of the answer.
    public var schema: JSON
    /// The schema's name.
    public var name: String
    /// The most tokens of the answer.
    public var tokensMax: Int

    /// Creates a prompt.
    public init(system: String, user: String, schema: JSON, name: String, tokensMax: Int = 400) {
        self.system = system
        self.user = user
        self.schema = schema
        self.name = name
        self.tokensMax = tokensMax
    }
}

/// A value that a model wrote, and what it cost.
public struct WrittenValue: Hashable, Sendable {
    /// The value, not yet checked against the schema.
    public let value: JSON
    /// How many tokens the model counted; 0 where it does not say.
    public let tokens: Int

    /// Takes both.
    public init(value: JSON, tokens: Int) {
        self.value = value
        self.tokens = tokens
    }
}

/// Why a large model gave no answer: one sentence, without a key in it.
public struct LargeModelError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The server cannot be reached, or it ended the connection.
        case unreachable
        /// Time was up.
        case deadline
        /// The server wants fewer calls.
        case throttled
        /// The server failed.
        case failed
        /// The server refused: a wrong key, an unknown model.
        case refused
        /// The answer is not what was asked for.
        case malformed
        /// Too many calls are in flight.
        case busy
        /// The breaker is open after failures.
        case open
        /// The budget of the day is spent.
        case budget
        /// The task was cancelled.
        case cancelled
    }

    /// The kind.
    public let code: Code
    /// The sentence.
    public let message: String
    /// How long the server wants to be left alone; nil where it does not say.
    public let retryAfter: Duration?

    /// Creates an error.
    public init(_ code: Code, _ message: String, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// The sentence.
    public var description: String { message }

    /// Whether the same call may succeed a moment later.
    public var isTransient: Bool {
        switch code {
        case .unreachable, .throttled, .failed: true
        default: false
        }
    }
}
