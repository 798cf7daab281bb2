internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Reads the body of a request before the handler looks at it, and refuses one that is too large,
/// or JSON that is too deep or has too many values.
///
/// Its bytes and what will be read out of them are taken from the budget: the bytes while they
/// come, so that a slow sender holds no more than was sent, and the values before they are read.
struct BodyLimit: Sendable {
    /// The most memory that a value of JSON takes beside its bytes.
    static let valueBytes = 64

    let bodyMax: Int
    let depthMax: Int
    let elementsMax: Int

    init(_ configuration: ServiceConfiguration) {
        bodyMax = configuration.bodyMax
        depthMax = configuration.depthMax
        elementsMax = configuration.elementsMax
    }

    /// `handler`, with a body that is whole and within the limits.
    func guarding(_ handler: @escaping Endpoint.Handler) -> Endpoint.Handler {
        { request, context in
            let bytes = try await request.bytes(upTo: bodyMax, within: context.share)
            let size = JSONSize(of: bytes.readableBytesView)
            guard size.depth <= depthMax else {
                throw Failure.badRequest("the body is nested deeper than \(depthMax) levels")
            }
            guard size.values <= elementsMax else {
                throw Failure(
                    status: .contentTooLarge,
                    message: "the body has more than \(elementsMax) values: send less at once")
            }
            // The bytes once more, as the texts that are read out of them.
            try await context.share?.grow(
                bytes: bytes.readableBytes + size.values * Self.valueBytes)
            var request = request
            request.body = RequestBody(buffer: bytes)
            return try await handler(request, context)
        }
    }
}

/// How large JSON is, counted by its brackets and commas alone. What is no JSON may pass: its
/// reader says so.
struct JSONSize: Hashable {
    /// How many arrays and objects are open at the deepest place.
    private(set) var depth = 0
    /// No fewer than there are values.
    private(set) var values = 1

    init(of bytes: some Sequence<UInt8>) {
        var (open, isText, isEscaped) = (0, false, false)
        for byte in bytes {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                open += 1
                values += 1
                depth = max(depth, open)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): open -= 1
            case UInt8(ascii: ","): values += 1
            default: break
            }
        }
    }
}
