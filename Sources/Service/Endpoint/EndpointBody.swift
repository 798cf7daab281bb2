internal import Hummingbird
internal import Interest
internal import Wire

/// What the body of a request to an endpoint may be, as the documents show it and as it is checked
/// before the handler runs.
struct EndpointBody: Sendable {
    /// Whether the body passes by as it comes; any other is read whole first, and bounded.
    var isStream = false
    var mediaType = "application/json"
    /// The shape of the body; nil where the documents show none.
    var schema: JSONSchema?
    /// Whether there must be one: a file may be empty.
    var isRequired = true
    /// A body that the endpoint takes, as JSON.
    var example: String?
}

/// A body that is described and read in one place.
struct BodyShape<Value: Sendable>: Sendable {
    let description: EndpointBody
    let read: @Sendable (Request) async throws -> Value
}

extension BodyShape where Value == Void {
    /// No body.
    static var none: BodyShape { BodyShape(description: EndpointBody()) { _ in } }
}

extension BodyShape where Value == RequestBody {
    /// A body that the handler takes as it comes, and bounds itself.
    static func stream(
        _ mediaType: String, _ schema: JSONSchema? = nil, isRequired: Bool = true
    ) -> BodyShape {
        BodyShape(
            description: EndpointBody(
                isStream: true, mediaType: mediaType, schema: schema, isRequired: isRequired)
        ) { $0.body }
    }
}

extension BodyShape {
    /// JSON of this shape, which `make` reads.
    static func json(
        _ schema: JSONSchema, example: String,
        _ make: @escaping @Sendable (JSON) throws -> Value
    ) -> BodyShape {
        BodyShape(description: EndpointBody(schema: schema, example: example)) { request in
            try make(await request.json())
        }
    }
}
