public import Interest
internal import Synchronization

// A page of the catalog at a time:
//
//     items ──text──> which texts have a vector? ──the others──> batches, some in flight ──> store
//
// Each batch is stored when it arrives, so a run that is stopped goes on where it was. The space is
// made the one that is read only when every text has its vector: until then models are trained on
// the space before.

/// Embeds what has no vector yet in a catalog.
public struct CatalogEmbedder: Sendable {
    /// What limits a run.
    public struct Limits: Hashable, Sendable {
        /// The texts of a call.
        public var batch: Int
        /// The calls in flight.
        public var callsMax: Int
        /// The most tokens of the run; nil: no limit.
        public var tokensMax: Int?

        /// The batches that make sense.
        public static let batches = 1...256
        /// The calls that make sense.
        public static let calls = 1...64

        /// Takes those that are not to be the defaults.
        public init(batch: Int = 32, callsMax: Int = 2, tokensMax: Int? = nil) {
            self.batch = batch
            self.callsMax = callsMax
            self.tokensMax = tokensMax
        }
    }

    /// What a run did.
    public struct Report: Hashable, Sendable, Encodable {
        /// The model.
        public var model = ""
        /// The items of the catalog.
        public var items = 0
        /// Those that bring a vector themselves.
        public var own = 0
        /// Those that say nothing.
        public var withoutText = 0
        /// Those whose text had a vector already.
        public var known = 0
        /// The texts that were embedded.
        public var embedded = 0
        /// Those that are left because the budget is spent.
        public var left = 0
        /// The tokens that the model counted, or an estimate where it does not say.
        public var tokens = 0
        /// The length of the vectors; 0 where none was made.
        public var dimensions = 0
    }

    private let embedding: any Embedding
    private let repository: any EmbeddingRepository
    private let limits: Limits

    /// Takes the model, the store of vectors and the limits.
    public init(
        _ embedding: some Embedding, into repository: some EmbeddingRepository, limits: Limits
    ) {
        self.embedding = embedding
        self.repository = repository
        self.limits = limits
    }

    /// Embeds; `progress` hears how many items are done of how many.
    public func run(
        over catalog: some ItemRepository,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> Report {
        let total = try await catalog.count()
        let report = Mutex(Report(model: embedding.space.model))
        try await catalog.scan { page in
            try Task.checkCancellation()
            let items = report.withLock { $0.items }
            try await embed(page, report) { progress(items + $0, total) }
            report.withLock { $0.items += page.count }
            progress(items + page.count, total)
            return true
        }
        let done = report.withLock { $0 }
        let present = try await repository.space()
        if done.left == 0 || present == nil { try await repository.use(embedding.space) }
        return done
    }

    private func embed(
        _ page: [Item], _ report: borrowing Mutex<Report>,
        _ progress: @escaping @Sendable (Int) -> Void
    ) async throws {
        var texts: [String] = []
        var (own, silent) = (0, 0)
        for item in page {
            if item.ownVector != nil {
                own += 1
            } else if let text = ItemText.of(item) {
                texts.append(text)
            } else {
                silent += 1
            }
        }
        var missing: [String] = []
        var seen = Set<String>()
        var known = 0
        for start in stride(from: 0, to: texts.count, by: EmbeddingBatch.max) {
            let batch = Array(texts[start..<min(start + EmbeddingBatch.max, texts.count)])
            let found = try await repository.vectors(of: batch, in: embedding.space)
            for text in batch {
                if found[text] != nil {
                    known += 1
                } else if seen.insert(text).inserted {
                    missing.append(text)
                }
            }
        }
        report.withLock {
            $0.own += own
            $0.withoutText += silent
            $0.known += known
        }
        try await embed(missing, report, progress)
    }

    private func embed(
        _ texts: [String], _ report: borrowing Mutex<Report>,
        _ progress: @escaping @Sendable (Int) -> Void
    ) async throws {
        let batches = stride(from: 0, to: texts.count, by: limits.batch).map {
            Array(texts[$0..<min($0 + limits.batch, texts.count)])
        }
        var done = 0
        try await withThrowingTaskGroup(of: Embedded.self) { group in
            var (next, inFlight) = (0, 0)
            while next < batches.count || inFlight > 0 {
                while next < batches.count, inFlight < limits.callsMax {
                    let batch = batches[next]
                    next += 1
                    guard report.withLock({ $0.reserve(batch, of: limits.tokensMax) }) else {
                        continue
                    }
                    inFlight += 1
                    group.addTask { [embedding] in
                        Embedded(batch, try await embedding.vectors(of: batch))
                    }
                }
                guard let made = try await group.next() else { break }
                inFlight -= 1
                try await keep(made, report)
                done += made.texts.count
                progress(done)
            }
        }
    }

    private func keep(_ made: Embedded, _ report: borrowing Mutex<Report>) async throws {
        let vectors = made.result.vectors
        let width = vectors.first?.count ?? 0
        let before = report.withLock { $0.dimensions }
        guard before == 0 || before == width else {
            throw ModelError(
                .parameter,
                "the model \(embedding.space.model) gives vectors of \(width) numbers, and gave "
                    + "\(before) before: its address does not always lead to the same model")
        }
        try await repository.put(
            zip(made.texts, vectors).map { (text: $0, vector: Self.unit($1)) },
            in: embedding.space)
        report.withLock { $0.settle(made, width) }
    }

    /// Of length 1, so that half precision has the same relative error for all.
    private static func unit(_ vector: [Float]) -> [Float] {
        let square = vector.reduce(0.0) { $0 + Double($1) * Double($1) }
        let factor = 1 / square.squareRoot()
        return factor.isFinite ? vector.map { Float(Double($0) * factor) } : vector
    }
}

private struct Embedded: Sendable {
    let texts: [String]
    let result: EmbeddedTexts

    init(_ texts: [String], _ result: EmbeddedTexts) {
        self.texts = texts
        self.result = result
    }
}

extension CatalogEmbedder.Report {
    /// Counts a batch's estimate before it is sent; false, and the texts are left, where that is
    /// more than the budget has.
    fileprivate mutating func reserve(_ batch: [String], of tokensMax: Int?) -> Bool {
        let estimate = TokenEstimate.of(batch)
        guard tokens + estimate <= tokensMax ?? .max else {
            left += batch.count
            return false
        }
        tokens += estimate
        return true
    }

    /// Puts what the model counted in place of the estimate.
    fileprivate mutating func settle(_ made: Embedded, _ width: Int) {
        embedded += made.texts.count
        dimensions = width
        if made.result.tokens > 0 {
            tokens += made.result.tokens - TokenEstimate.of(made.texts)
        }
    }
}

/// How many tokens texts have, guessed before a model counts them.
public enum TokenEstimate {
    /// One for three bytes, rather more than most models count, and one for each text.
    public static func of(_ texts: [String]) -> Int {
        texts.reduce(0) { $0 + 1 + ($1.utf8.count + 2) / 3 }
    }
}
