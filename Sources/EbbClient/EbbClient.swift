internal import HTTPCalls
// Programs that import the client can name what it takes and answers: `Feedback`, `Timestamp`.
@_exported public import Interest
@_exported public import Wire

/// A server of Ebb, called over HTTP or HTTPS.
///
///     let client = try EbbClient("127.0.0.1:8088", key: "ebb_…")
///     try await client.send([Feedback("click", by: "ann", on: "alien", event: "e-1")])
///     for item in try await client.recommend(to: "ann", count: 5) {
///         print(item.id, item.score)
///     }
///
/// A client may be used from many tasks at once. It keeps its connections.
public struct EbbClient: Sendable {
    /// How long and how often a client tries, and how much it reads.
    public struct Limits: Sendable {
        /// The longest time until a connection stands.
        public var connectMax = Duration.seconds(5)
        /// The longest time for one attempt, connecting included.
        public var attemptMax = Duration.seconds(30)
        /// How often a request is sent at most: the first time and the retries. Only what counts
        /// once however often it comes is sent again.
        public var attemptsMax = 3
        /// The wait before the first retry, which doubles each time, where the server names none.
        public var retryWait = Duration.milliseconds(200)
        /// The longest wait before a retry; a server that asks for a longer one is not tried again.
        public var retryWaitMax = Duration.seconds(5)
        /// The most bytes of an answer.
        public var answerMax = 64 << 20
        /// How many requests are on their way at most, 1 to 64; another one fails at once.
        public var callsMax = 16

        /// The defaults.
        public init() {}
    }

    /// The server's address: `http://127.0.0.1:8088`.
    public let address: String
    private let key: Secret?
    private let limits: Limits
    private let calls: CallClient

    /// Creates a client; a connection is made at the first request.
    ///
    /// - Parameters:
    ///   - address: host and port, `127.0.0.1:8088`, or a URL, `https://ebb.example.org`. Without
    ///     a scheme it is HTTP, and then without a port it is port 8088.
    ///   - key: an API key; nil for a server that requires none.
    public init(
        _ address: String, key: String? = nil, limits: Limits = Limits()
    ) throws(EbbError) {
        self.address = try Self.base(of: address)
        if let key, !key.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) {
            throw EbbError(
                status: nil, message: "invalid API key: expected letters and digits, no spaces")
        }
        self.key = key.map { Secret($0) }
        self.limits = limits
        calls = CallClient(callsMax: limits.callsMax)
    }

    private static func base(of address: String) throws(EbbError) -> String {
        let parts = address.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = parts.count == 2 ? parts[0].lowercased() : "http"
        var host = parts.last ?? ""
        if host.hasSuffix("/") { host = host.dropLast() }
        let signs = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: ".:-_[]".utf8.contains(byte)
            }
        }
        guard scheme == "http" || scheme == "https", !host.isEmpty, signs else {
            throw EbbError(
                status: nil,
                message: "invalid address of a server: expected a host and a port, such as "
                    + "127.0.0.1:8088 or https://ebb.example.org")
        }
        let hasPort =
            host.drop { $0 != "]" }.contains(":") || (!host.contains("]") && host.contains(":"))
        return scheme + "://" + host + (parts.count == 1 && !hasPort ? ":8088" : "")
    }
}

extension EbbClient {
    /// Sends a request, and again where that is allowed and may help; the body of the answer.
    ///
    /// - Parameter accepted: a status whose body is the answer, too, beside 200 to 299.
    func bytes(
        _ path: String, method: Call.Method? = nil, body: [UInt8]? = nil, headers: [String] = [],
        isRepeatable: Bool = true, accepted: Int? = nil
    ) async throws(EbbError) -> [UInt8] {
        let call = Call(
            address + path, method: method, body: body, headers: headers, key: key,
            connectMax: limits.connectMax, totalMax: limits.attemptMax,
            replyMax: limits.answerMax)
        var (attempt, wait) = (1, limits.retryWait)
        while true {
            let failure: EbbError
            var asked: Duration?
            do throws(CallError) {
                let reply = try await calls.perform(call)
                if 200..<300 ~= reply.status || reply.status == accepted { return reply.body }
                failure = EbbError(reply)
                asked = reply.retryAfter
            } catch {
                failure = EbbError(error)
            }
            let pause = asked ?? wait
            guard isRepeatable, failure.isTemporary, attempt < limits.attemptsMax,
                pause <= limits.retryWaitMax
            else { throw failure }
            do { try await Task.sleep(for: pause) } catch { throw failure }
            attempt += 1
            wait = min(wait * 2, limits.retryWaitMax)
        }
    }

    /// Sends a request and reads the answer.
    func answer<Answer: WireValue>(
        _ path: String, method: Call.Method? = nil, body: [UInt8]? = nil, headers: [String] = [],
        isRepeatable: Bool = true, accepted: Int? = nil
    ) async throws(EbbError) -> Answer {
        let bytes = try await bytes(
            path, method: method, body: body, headers: headers, isRepeatable: isRepeatable,
            accepted: accepted)
        do {
            return try Answer(parsing: bytes)
        } catch {
            throw EbbError(
                status: nil,
                message: "\(address) gave an answer that this version cannot read: \(error)")
        }
    }
}
