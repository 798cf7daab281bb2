internal import Access
internal import HTTPTypes
internal import Interest

/// The OpenAPI 3.1 document of routes.
struct OpenAPIDocument {
    let routes: [RouteDescription]

    /// The document as JSON.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("openapi", "3.1.0")
            json.field(
                "info",
                JSONObject { json in
                    json.field("title", "Ebb")
                    json.field("version", Release.version)
                    json.field(
                        "description",
                        "Recommendations from interests that fade. Failures are a sentence of bare "
                            + "text. Every answer has an X-Request-ID.")
                })
            json.field("paths", JSONObject { writePaths(to: &$0) })
            json.field("components", JSONObject { Self.writeComponents(to: &$0) })
        }
        return json.bytes
    }

    private func writePaths(to json: inout JSONWriter) {
        let shown = routes.filter { !$0.isHidden }
        for (path, routes) in Dictionary(grouping: shown, by: \.path).sorted(by: { $0.key < $1.key }
        ) {
            json.field(
                path,
                JSONObject { json in
                    for route in routes.sorted(by: { $0.method.rawValue < $1.method.rawValue }) {
                        json.field(
                            route.method.rawValue.lowercased(),
                            JSONObject { Self.write(route, to: &$0) })
                    }
                })
        }
    }

    private static func write(_ route: RouteDescription, to json: inout JSONWriter) {
        json.field("summary", route.summary)
        json.field("tags", all: [route.group])
        json.field("parameters") { json in
            for parameter in route.pathParameters { write(parameter, in: "path", to: &json) }
            for var parameter in route.query {
                parameter.schema = parameter.schema.orEmpty
                write(parameter, in: "query", to: &json)
            }
            for parameter in route.head { write(parameter, in: "header", to: &json) }
        }
        if let body = route.body {
            json.field(
                "requestBody",
                JSONObject { json in
                    json.field("required", route.needsBody)
                    json.field("content", content(route.bodyType, body))
                })
        }
        json.field("responses", JSONObject { writeAnswers(of: route, to: &$0) })
        json.field("security") { json in
            guard AccessRule.access(route.method, route.path) != nil else { return }
            for scheme in ["key", "bearer"] {
                json.object { $0.field(scheme) { _ in } }
            }
        }
        if let access = AccessRule.access(route.method, route.path) {
            json.field("x-access", access.rawValue)
        }
    }

    private static func write(
        _ parameter: RouteDescription.Parameter, in place: String, to json: inout JSONWriter
    ) {
        json.object { json in
            json.field("name", parameter.name)
            json.field("in", place)
            if place == "path" { json.field("required", true) }
            if !parameter.summary.isEmpty { json.field("description", parameter.summary) }
            json.field("schema", parameter.isList ? .array(parameter.schema) : parameter.schema)
        }
    }

    private static func writeAnswers(of route: RouteDescription, to json: inout JSONWriter) {
        json.field(
            "\(route.success)",
            JSONObject { json in
                json.field("description", "As asked.")
                json.field("content", content(of: route.answer))
            })
        for code in route.failureCodes {
            json.field(
                "\(code)",
                JSONObject { json in
                    json.field("description", reasons[code] ?? "Not as asked.")
                    json.field(
                        "content",
                        route.failsInKind && code == 503
                            ? content(of: route.answer) : content("text/plain", .text(min: 1)))
                })
        }
    }

    /// Why something comes that is not as asked.
    private static let reasons = [
        400: "The request is wrong: the text says where.", 401: "There is no key, or a wrong one.",
        403: "The key is not good for that.", 404: "There is no such thing.",
        410: "The log no longer has what the answer would need.", 413: "The body is too large.",
        429: "The key asks too often: Retry-After says when to come again.",
        500: "The service failed: its log says why.",
        503: "The service or its store is busy or away: try again.",
    ]

    private static func content(of answer: RouteDescription.Answer) -> JSONObject {
        switch answer {
        case .json(let schema): content("application/json", schema)
        case .text(let mediaType): content(mediaType, .text())
        }
    }

    private static func content(_ mediaType: String, _ schema: JSONSchema) -> JSONObject {
        JSONObject { json in
            json.field(mediaType, JSONObject { $0.field("schema", schema) })
        }
    }

    private static func writeComponents(to json: inout JSONWriter) {
        json.field(
            "securitySchemes",
            JSONObject { json in
                json.field(
                    "key",
                    JSONObject { json in
                        json.field("type", "apiKey")
                        json.field("in", "header")
                        json.field("name", "X-API-Key")
                    })
                json.field(
                    "bearer",
                    JSONObject { json in
                        json.field("type", "http")
                        json.field("scheme", "bearer")
                    })
            })
    }
}
