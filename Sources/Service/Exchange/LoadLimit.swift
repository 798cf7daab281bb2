internal import Synchronization

/// Turns requests away while too many are being worked on, so that a crowd finds a service that
/// answers some of it, and no heap that grows.
final class LoadLimit: Sendable {
    private let requestsMax: Int
    private let requests = Atomic(0)

    init(requestsMax: Int) { self.requestsMax = requestsMax }

    /// `handler`, while there is room.
    func guarding(_ handler: @escaping Endpoint.Handler) -> Endpoint.Handler {
        { [self] request, context in
            let others = requests.add(1, ordering: .relaxed).oldValue
            defer { requests.subtract(1, ordering: .relaxed) }
            guard others < requestsMax else {
                throw Failure.unavailable("the service is busy: try again")
            }
            return try await handler(request, context)
        }
    }
}
