internal import Hummingbird
internal import Synchronization

/// Turns requests away while too many are being worked on, so that a crowd finds a service that
/// answers some of it, and no heap that grows.
final class LoadMiddleware: RouterMiddleware {
    typealias Context = ExchangeContext

    private let requestsMax: Int
    private let requests = Atomic(0)

    init(requestsMax: Int) { self.requestsMax = requestsMax }

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let others = requests.add(1, ordering: .relaxed).oldValue
        defer { requests.subtract(1, ordering: .relaxed) }
        guard others < requestsMax else {
            throw Failure.unavailable("the service is busy: try again")
        }
        return try await next(request, context)
    }
}
