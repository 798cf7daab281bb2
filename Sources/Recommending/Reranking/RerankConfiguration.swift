internal import Interest

/// How the head of a list is reordered by a model, and what limits it.
public struct RerankConfiguration: Hashable, Sendable {
    /// How many of the best are reordered.
    public var head = 30
    /// The model's share of the final order: 0 leaves the list as it is, 1 leaves the order to the
    /// model.
    public var mix = 0.5
    /// The longest time that a request waits.
    public var deadline = Duration.milliseconds(300)
    /// The number of failures in a row after which the breaker opens.
    public var failuresMax = 5
    /// How long the breaker stays open before one call tries again.
    public var pause = Duration.seconds(30)
    /// The tokens of a day, for all servers of the store together.
    public var tokensPerDay = 1_000_000
    /// How many orders are kept in memory.
    public var cacheMax = 10_000
    /// How long an order is kept.
    public var cacheAge = Duration.seconds(3600)
    /// How many interests the prompt has.
    public var interestsMax = 10

    /// The heads that make sense.
    public static let heads = 2...50

    /// The defaults.
    public init() {}

    /// Throws where a value is out of its range.
    public func check() throws(ModelError) {
        guard Self.heads ~= head else {
            throw .parameter("the head of a reranked list", "2 to 50 items", "\(head)")
        }
        guard 0...1 ~= mix else {
            throw .parameter("the reranker's share", "0 to 1", "\(mix)")
        }
        guard deadline > .zero, deadline <= .seconds(60) else {
            throw .parameter("the reranker's deadline", "above 0, at most 60 s", "\(deadline)")
        }
        guard tokensPerDay >= 0 else {
            throw .parameter("the reranker's tokens a day", "0 or more", "\(tokensPerDay)")
        }
    }
}

/// What became of a reranking.
public enum RerankOutcome: Hashable, Sendable, CustomStringConvertible {
    /// The model answered.
    case reordered
    /// The same was asked lately.
    case cached
    /// The list keeps its own order.
    case kept(Reason)

    /// Why a list keeps its order.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// Time was up.
        case deadline
        /// The breaker is open.
        case breaker
        /// Too many calls are in flight.
        case busy
        /// The tokens of the day are spent.
        case budget
        /// The model's server failed or cannot be reached.
        case failed
        /// The answer cannot be used.
        case malformed
        /// There is too little to order, or nothing to order it by.
        case nothing

        init(_ code: LargeModelError.Code) {
            self =
                switch code {
                case .deadline, .cancelled: .deadline
                case .open: .breaker
                case .busy: .busy
                case .budget: .budget
                case .malformed: .malformed
                case .unreachable, .throttled, .failed, .refused: .failed
                }
        }
    }

    /// As the header `X-Ebb-Reranked` has it: `yes`, `yes (cached)`, `no (deadline)`.
    public var description: String {
        switch self {
        case .reordered: "yes"
        case .cached: "yes (cached)"
        case .kept(let reason): "no (\(reason.rawValue))"
        }
    }
}
