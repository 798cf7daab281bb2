internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Reads the body of a request before the handler looks at it, and refuses one that is too large,
/// or JSON so deep that its reader could run out of stack.
struct BodyLimit: Sendable {
    let bodyMax: Int
    let depthMax: Int

    /// `handler`, with a body that is whole and within the limits.
    func guarding(_ handler: @escaping Endpoint.Handler) -> Endpoint.Handler {
        { request, context in
            let bytes = try await request.bytes(upTo: bodyMax)
            guard JSONDepth.isAtMost(depthMax, in: bytes.readableBytesView) else {
                throw Failure.badRequest("the body is nested deeper than \(depthMax) levels")
            }
            var request = request
            request.body = RequestBody(buffer: bytes)
            return try await handler(request, context)
        }
    }
}

/// How deep JSON is nested, told by its brackets alone.
enum JSONDepth {
    /// Whether no more than `limit` arrays and objects are open at any place. What is no JSON may
    /// pass: its reader says so.
    static func isAtMost(_ limit: Int, in bytes: some Sequence<UInt8>) -> Bool {
        var (depth, isText, isEscaped) = (0, false, false)
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
                depth += 1
                if depth > limit { return false }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return true
    }
}
