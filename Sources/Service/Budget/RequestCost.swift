/// What a request takes of the server while it is worked on.
///
/// An endpoint states the cost of its largest request, beside the bytes of its body, which are
/// counted while they come.
struct RequestCost: Hashable, Sendable {
    /// Requests that are worked on: one, or none for a share that grows.
    var requests = 0
    /// Users whose weights are asked for at the same time.
    var reads = 0
    /// Bytes that are held in memory.
    var bytes = 0

    /// A plain request: a read or none, and an answer of some kilobytes.
    static let plain = RequestCost(requests: 1, reads: 1, bytes: 64 << 10)

    static func + (first: RequestCost, second: RequestCost) -> RequestCost {
        RequestCost(
            requests: first.requests + second.requests, reads: first.reads + second.reads,
            bytes: first.bytes + second.bytes)
    }

    static func - (first: RequestCost, second: RequestCost) -> RequestCost {
        RequestCost(
            requests: first.requests - second.requests, reads: first.reads - second.reads,
            bytes: first.bytes - second.bytes)
    }

    /// A fraction of it, rounded down.
    func scaled(_ numerator: Int, of denominator: Int) -> RequestCost {
        RequestCost(
            requests: requests * numerator / denominator, reads: reads * numerator / denominator,
            bytes: bytes * numerator / denominator)
    }
}
