/// A request to another server: POST with a body of JSON, GET without, unless it names a method.
public struct Call: Sendable {
    /// A method other than those that the body suggests.
    public enum Method: String, Sendable {
        /// Replaces something.
        case put = "PUT"
        /// Changes a part of something.
        case patch = "PATCH"
        /// Deletes something.
        case delete = "DELETE"
    }

    /// The address: http or https.
    public var url: String
    /// The method; nil: POST with a body, GET without.
    public var method: Method?
    /// The body.
    public var body: [UInt8]?
    /// Header lines beside those for JSON and the key: `X-API-Version: 2`.
    public var headers: [String]
    /// The key that is sent as a bearer token.
    public var key: Secret?
    /// The longest time until a connection stands.
    public var connectMax: Duration
    /// The longest time for everything, connecting included.
    public var totalMax: Duration
    /// The most bytes that are read of the reply.
    public var replyMax: Int

    /// Creates a call.
    public init(
        _ url: String, method: Method? = nil, body: [UInt8]? = nil, headers: [String] = [],
        key: Secret? = nil, connectMax: Duration = .seconds(5), totalMax: Duration,
        replyMax: Int = 16 << 20
    ) {
        self.url = url
        self.method = method
        self.body = body
        self.headers = headers
        self.key = key
        self.connectMax = connectMax
        self.totalMax = totalMax
        self.replyMax = replyMax
    }
}

/// What the other server answered, whatever its status.
public struct Reply: Sendable {
    /// The HTTP status.
    public let status: Int
    /// The body.
    public let body: [UInt8]
    /// How long the server wants to be left alone; nil where it does not say.
    public let retryAfter: Duration?

    /// Creates a reply.
    public init(status: Int, body: [UInt8], retryAfter: Duration? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }
}

/// A text that must not be shown: it prints as dots.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The text itself. Use it only where it is sent.
    public let text: String

    /// Keeps a text.
    public init(_ text: String) { self.text = text }

    /// Dots.
    public var description: String { "•••" }
    /// Nothing, so that dumping a value that holds it shows no key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why no reply came. The message names the problem and never a header or a key.
public struct CallError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Hashable, Sendable {
        /// The address is not one of http or https.
        case address
        /// The server cannot be reached, or its certificate is not trusted.
        case unreachable
        /// Time was up.
        case deadline
        /// The connection ended before the reply did.
        case cut
        /// The reply is longer than the limit.
        case tooLarge
        /// As many calls as allowed are in flight.
        case busy
        /// The task was cancelled.
        case cancelled
    }

    /// The kind.
    public let code: Code
    /// One sentence.
    public let message: String

    /// Creates an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence.
    public var description: String { message }
}
