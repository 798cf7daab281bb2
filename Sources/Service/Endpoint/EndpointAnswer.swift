internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Wire

/// What an endpoint answers when all went well, as the documents show it.
struct EndpointAnswer: Sendable {
    /// The form of the answer's body.
    enum Content: Sendable {
        case json(JSONSchema)
        case text(mediaType: String)
    }

    let content: Content
    /// The status that goes with it.
    var success = 200
    /// Whether the body is produced while it is sent. `HEAD` does not run the handler then: it
    /// would begin something that nobody reads.
    var isStream = false
    /// Whether 503 comes with the same body as the success.
    var failsInKind = false
    /// Whether 202 comes with the same body where the work goes on as a job.
    var mayGoOn = false

    /// The same, of an endpoint whose work may go on as a job.
    var goingOn: EndpointAnswer {
        var answer = self
        answer.mayGoOn = true
        return answer
    }

    /// JSON of this shape.
    static func json(
        _ schema: JSONSchema, success: Int = 200, failsInKind: Bool = false
    ) -> EndpointAnswer {
        EndpointAnswer(content: .json(schema), success: success, failsInKind: failsInKind)
    }

    /// Text of this media type.
    static func text(_ mediaType: String) -> EndpointAnswer {
        EndpointAnswer(content: .text(mediaType: mediaType))
    }

    /// Text of this media type, produced while it is sent.
    static func stream(_ mediaType: String) -> EndpointAnswer {
        EndpointAnswer(content: .text(mediaType: mediaType), isStream: true)
    }

    /// The media type of the body.
    var mediaType: String {
        switch content {
        case .json: "application/json"
        case .text(let mediaType): mediaType
        }
    }
}

/// A value that a handler can answer with.
protocol EndpointAnswering: Sendable {
    /// How the documents show it; nil for one whose endpoint must say so.
    static var shape: EndpointAnswer? { get }
    var response: Response { get }
}

extension Response: EndpointAnswering {
    static var shape: EndpointAnswer? { nil }
    var response: Response { self }
}

/// A value that is answered as JSON, and states its schema beside its writing.
protocol JSONAnswer: EndpointAnswering, DescribedJSON {}

extension JSONAnswer {
    static var shape: EndpointAnswer? { .json(schema) }
    var response: Response { .json { write(to: &$0) } }
}

extension Array: EndpointAnswering where Element: JSONAnswer {}

extension Array: JSONAnswer where Element: JSONAnswer {}

extension Response {
    /// An answer of JSON.
    static func json(
        _ status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void
    ) -> Response {
        var json = JSONWriter()
        write(&json)
        return Response(
            status: status,
            headers: [.contentType: "application/json", .xContentTypeOptions: "nosniff"],
            body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
