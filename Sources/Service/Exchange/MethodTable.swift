internal import HTTPTypes
internal import Hummingbird

/// Which methods a path knows, to tell a wrong method from a wrong path.
struct MethodTable: Sendable {
    private let routes: [(path: RouterPath, method: HTTPRequest.Method)]

    init(_ routes: [Router<ExchangeContext>.RouteDescription]) {
        self.routes = routes.map { ($0.path, $0.method) }
    }

    /// 405 with the methods that the path knows, 404 where it knows none.
    func failure(for request: Request) -> Failure {
        let parts = request.uri.path.split(separator: "/")
        let known = routes.filter { route in
            route.path.count == parts.count && zip(route.path, parts).allSatisfy { $0 ~= $1 }
        }
        guard !known.isEmpty else {
            return Failure(status: .notFound, message: "there is nothing at this path")
        }
        let allowed = Set(known.map(\.method.rawValue)).sorted().joined(separator: ", ")
        return Failure(
            status: .methodNotAllowed,
            message: "\(request.method) is not allowed here: use \(allowed)",
            headers: [.allow: allowed])
    }
}
