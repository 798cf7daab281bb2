internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Reads the body of a request before anybody looks at it, and refuses what is too large, or JSON
/// so deep that who reads it could run out of stack.
///
/// Files that are uploaded pass by as they come: their routes bound what they keep of them.
struct BodyMiddleware: RouterMiddleware {
    typealias Context = ExchangeContext

    let bodyMax: Int
    let depthMax: Int

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.method != .get, request.method != .head, !Self.streams(context) else {
            return try await next(request, context)
        }
        let bytes = try await request.bytes(upTo: bodyMax)
        guard JSONDepth.isAtMost(depthMax, in: bytes.readableBytesView) else {
            throw Failure.badRequest("the body is nested deeper than \(depthMax) levels")
        }
        var request = request
        request.body = RequestBody(buffer: bytes)
        return try await next(request, context)
    }

    private static func streams(_ context: Context) -> Bool {
        guard let route = context.endpointPath else { return true }
        return route == "/api/restore" || route.hasPrefix("/api/bulk/")
            || route == "/api/admin/jobs/{id}"
    }
}

/// How deep JSON is nested, told by its brackets alone.
enum JSONDepth {
    /// Whether no more than `limit` arrays and objects are open at any place. What is no JSON may
    /// pass: whoever reads it says so.
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
