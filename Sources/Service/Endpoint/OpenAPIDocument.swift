internal import Access
internal import HTTPTypes
internal import Interest
internal import Wire

/// The OpenAPI 3.1 document of endpoints.
struct OpenAPIDocument {
    let endpoints: [Endpoint]

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
        let paths = Dictionary(grouping: endpoints.filter { !$0.isHidden }, by: \.path)
        for (path, endpoints) in paths.sorted(by: { $0.key < $1.key }) {
            json.field(
                path,
                JSONObject { json in
                    for endpoint in endpoints.sorted(by: { $0.method.rawValue < $1.method.rawValue }
                    ) {
                        json.field(
                            endpoint.method.rawValue.lowercased(),
                            JSONObject { Self.write(endpoint, to: &$0) })
                    }
                })
        }
    }

    private static func write(_ endpoint: Endpoint, to json: inout JSONWriter) {
        json.field("summary", endpoint.summary)
        json.field("tags", all: [endpoint.group])
        json.field("parameters") { json in
            for parameter in endpoint.pathParameters { write(parameter, in: "path", to: &json) }
            for var parameter in endpoint.query {
                parameter.schema = parameter.schema.orEmpty
                write(parameter, in: "query", to: &json)
            }
            for parameter in endpoint.head { write(parameter, in: "header", to: &json) }
        }
        let body = endpoint.body
        if let schema = body.schema {
            json.field(
                "requestBody",
                JSONObject { json in
                    json.field("required", body.isRequired)
                    json.field("content", content(body.mediaType, schema, example: body.example))
                })
        }
        json.field("responses", JSONObject { writeAnswers(of: endpoint, to: &$0) })
        json.field("security") { json in
            guard endpoint.access != .open else { return }
            for scheme in ["key", "bearer"] {
                json.object { $0.field(scheme) { _ in } }
            }
        }
        if let access = endpoint.access.needed { json.field("x-access", access.rawValue) }
    }

    private static func write(
        _ parameter: Parameter, in place: String, to json: inout JSONWriter
    ) {
        json.object { json in
            json.field("name", parameter.name)
            json.field("in", place)
            if place == "path" { json.field("required", true) }
            if !parameter.summary.isEmpty { json.field("description", parameter.summary) }
            json.field("schema", parameter.isList ? .array(parameter.schema) : parameter.schema)
        }
    }

    private static func writeAnswers(of endpoint: Endpoint, to json: inout JSONWriter) {
        json.field(
            "\(endpoint.answer.success)",
            JSONObject { json in
                json.field("description", "Success.")
                json.field("content", content(of: endpoint.answer))
            })
        if endpoint.answer.mayGoOn {
            json.field(
                "202",
                JSONObject { json in
                    json.field("description", "A part is done, and the rest goes on as a job.")
                    json.field("content", content(of: endpoint.answer))
                })
        }
        for code in endpoint.failureCodes {
            json.field(
                "\(code)",
                JSONObject { json in
                    json.field("description", reasons[code] ?? "The text says why.")
                    json.field(
                        "content",
                        endpoint.answer.failsInKind && code == 503
                            ? content(of: endpoint.answer) : content("text/plain", .text(min: 1)))
                })
        }
    }

    /// What each failure means.
    private static let reasons = [
        400: "The request is invalid: the text says where.",
        401: "The key is missing or unknown.",
        403: "The key does not permit this, or a page of another origin asks.",
        404: "It does not exist.",
        409: "It conflicts with the present state: the text says how.",
        410: "The log no longer has the behaviors that the answer needs.",
        413: "The body is too large.", 415: "The body's encoding is unknown: send gzip or none.",
        421: "The server does not answer to this host name.",
        429: "The key has reached its rate limit: Retry-After says when to try again.",
        500: "The service failed: its log says why.",
        503: "The service or its store is busy or away: try again.",
        507: "The store has no room: the text says what is full.",
    ]

    private static func content(of answer: EndpointAnswer) -> JSONObject {
        switch answer.content {
        case .json(let schema): content(answer.mediaType, schema)
        case .text: content(answer.mediaType, .text())
        }
    }

    private static func content(
        _ mediaType: String, _ schema: JSONSchema, example: String? = nil
    ) -> JSONObject {
        JSONObject { json in
            json.field(
                mediaType,
                JSONObject { json in
                    json.field("schema", schema)
                    if let example { json.field("example", RawJSON(text: example)) }
                })
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
