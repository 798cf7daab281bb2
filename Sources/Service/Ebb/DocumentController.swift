internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Wire

/// The service's own description: for programs, and for people.
struct DocumentController {
    let endpoints: [Endpoint]

    /// - Parameter others: every endpoint but these two.
    init(describing others: [Endpoint]) {
        // What they answer does not change how they are described.
        let all = others + Self.endpoints(document: [], page: nil)
        endpoints = Self.endpoints(
            document: OpenAPIDocument(endpoints: all).json, page: DocumentPage(all))
    }

    private static func endpoints(document: [UInt8], page: DocumentPage?) -> [Endpoint] {
        let shape = JSONSchema.object(
            [.needed("openapi", .text()), .needed("paths", .anything)], isOpen: true)
        return [
            Endpoint(
                .get, "/api/openapi.json", "Service", "This description, as OpenAPI 3.1.",
                access: .open, answer: .json(shape)
            ) { _ in
                Response(
                    status: .ok, headers: [.contentType: "application/json"],
                    body: .init(byteBuffer: ByteBuffer(bytes: document)))
            },
            Endpoint(
                .get, "/api/docs", "Service", "This description, as a page.", access: .open,
                answer: .text("text/html")
            ) { _ in
                Response(
                    status: .ok,
                    headers: [
                        .contentType: "text/html; charset=utf-8",
                        .contentSecurityPolicy: page?.policy ?? "default-src 'none'",
                        .xContentTypeOptions: "nosniff",
                    ],
                    body: .init(byteBuffer: ByteBuffer(string: page?.html ?? "")))
            },
        ]
    }
}
