public import Interest

// The way of a reranking, each step of which may end with the list as it is:
//
//     texts ─> cache ─> breaker ─> budget ─> the model, by the deadline ─> order ─> cache
//
// The deadline is the model's: adapters end their call by it. The budget is reserved before a call
// and settled after it, on the day of the reservation.

/// Reorders the head of a list by a model that knows faded interests; on any failure the list
/// keeps its order.
public struct Reranker: Sendable {
    /// The limits.
    public let configuration: RerankConfiguration
    private let model: any Reranking
    private let spending: any SpendingRepository
    private let breaker: Breaker
    private let cache: RerankCache
    private let now: @Sendable () -> Timestamp

    /// What came of it.
    public struct Result: Sendable {
        /// The list: the same items, each exactly once.
        public let list: [Recommendation]
        /// What became of the reranking.
        public let outcome: RerankOutcome
        /// The tokens that were spent.
        public let tokens: Int
        /// Entries of the answer that were dropped.
        public let dropped: Int
        /// One sentence where the model failed.
        public let problem: String?
    }

    /// Takes the model, where tokens are counted, and the limits.
    public init(
        _ model: some Reranking, spending: some SpendingRepository,
        configuration: RerankConfiguration = .init(), now: @escaping @Sendable () -> Timestamp
    ) {
        let clock = ContinuousClock()
        let start = clock.now
        self.init(
            model, spending: spending, configuration: configuration, now: now,
            elapsed: { clock.now - start })
    }

    init(
        _ model: some Reranking, spending: some SpendingRepository,
        configuration: RerankConfiguration, now: @escaping @Sendable () -> Timestamp,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.model = model
        self.spending = spending
        self.configuration = configuration
        self.now = now
        breaker = Breaker(
            failuresMax: configuration.failuresMax, pause: configuration.pause, elapsed: elapsed)
        cache = RerankCache(
            limit: configuration.cacheMax, age: configuration.cacheAge, elapsed: elapsed)
    }

    /// Whether the breaker keeps all calls back: then a list is not even prepared.
    public var isResting: Bool { breaker.isOpen }

    /// Reorders the first `head` of a list.
    ///
    /// - Parameters:
    ///   - list: the list, best first.
    ///   - interests: the faded interests of whom it is for.
    ///   - items: what the catalog knows of both.
    public func reorder(
        _ list: [Recommendation], for interests: [ItemWeight], items: [ItemID: Item]
    ) async -> Result {
        let head = list.prefix(configuration.head)
        guard head.count > 1, configuration.mix > 0,
            let prompt = prompt(for: Array(head), interests, items)
        else { return kept(list, .nothing) }
        let key = ([model.model, RerankPrompt.version, prompt.query] + prompt.documents)
            .joined(separator: "\u{0}")
        if let order = cache.order(key) { return reordered(list, order, .cached) }
        guard breaker.admit() else { return kept(list, .breaker) }
        do {
            let (order, tokens) = try await ask(prompt)
            breaker.succeed()
            cache.keep(order, under: key)
            return reordered(list, order, .reordered, tokens: tokens)
        } catch let error as LargeModelError {
            switch error.code {
            case .busy, .budget, .cancelled: breaker.withdraw()
            default: breaker.fail(retryAfter: error.retryAfter)
            }
            return kept(list, .init(error.code), error.message)
        } catch {
            breaker.withdraw()
            return kept(list, .failed, "\(error)")
        }
    }

    /// The prompt of a request; nil if it would be empty.
    public func prompt(
        for list: [Recommendation], _ interests: [ItemWeight], _ items: [ItemID: Item]
    ) -> RerankPrompt? {
        RerankPrompt(
            interests, for: list.prefix(configuration.head).map(\.item), items: items, at: now(),
            interestsMax: configuration.interestsMax)
    }

    private func ask(_ prompt: RerankPrompt) async throws -> (RerankOrder, tokens: Int) {
        let day = SpendingDay(now())
        let estimate = prompt.tokens
        guard
            try await spending.reserve(estimate, of: configuration.tokensPerDay, on: day)
        else {
            throw LargeModelError(
                .budget,
                "the \(configuration.tokensPerDay) tokens of \(day) are spent: lists keep their "
                    + "order until tomorrow")
        }
        do {
            let answer = try await model.scores(
                of: prompt.documents, for: prompt.query, within: configuration.deadline)
            let order = RerankOrder(answer.entries, count: prompt.documents.count)
            guard order.missing < prompt.documents.count else {
                throw LargeModelError(.malformed, "\(model.model) ordered nothing of the list")
            }
            let tokens = answer.tokens > 0 ? answer.tokens : estimate
            try await spending.settle(tokens - estimate, on: day)
            return (order, tokens)
        } catch let error as LargeModelError where error.code == .busy || error.code == .refused {
            // Nothing was computed, and so nothing is paid.
            try await spending.settle(-estimate, on: day)
            throw error
        }
    }

    private func reordered(
        _ list: [Recommendation], _ order: RerankOrder, _ outcome: RerankOutcome, tokens: Int = 0
    ) -> Result {
        let count = order.ranks.count
        let head = order.mixed(by: configuration.mix).map { list[$0] }
        return Result(
            list: head + list.dropFirst(count), outcome: outcome, tokens: tokens,
            dropped: outcome == .cached ? 0 : order.dropped, problem: nil)
    }

    private func kept(
        _ list: [Recommendation], _ reason: RerankOutcome.Reason, _ problem: String? = nil
    ) -> Result {
        Result(list: list, outcome: .kept(reason), tokens: 0, dropped: 0, problem: problem)
    }
}
