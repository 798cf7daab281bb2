internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The service's own description: for programs, and for people.
struct DocumentController {
    private let document = OpenAPIDocument(routes: RouteDescription.all).json
    private let page = DocumentPage(RouteDescription.all)

    func addRoutes(to router: Router<ExchangeContext>) {
        router.get("api/openapi.json") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(bytes: document)))
        }
        router.get("api/docs") { _, _ in
            Response(
                status: .ok,
                headers: [
                    .contentType: "text/html; charset=utf-8",
                    .contentSecurityPolicy: page.policy, .xContentTypeOptions: "nosniff",
                ],
                body: .init(byteBuffer: ByteBuffer(string: page.html)))
        }
    }
}

extension DocumentController {
    static let routes = [
        RouteDescription(
            .get, "/api/openapi.json", "Service", "This description, as OpenAPI 3.1.",
            answer: .json(
                .object([.needed("openapi", .text()), .needed("paths", .anything)], isOpen: true))),
        RouteDescription(
            .get, "/api/docs", "Service", "This description, as a page.",
            answer: .text(mediaType: "text/html")),
    ]
}
