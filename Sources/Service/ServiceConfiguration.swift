/// Where the service listens, who may ask, and every limit it keeps.
public struct ServiceConfiguration: Sendable {
    /// The address to listen on; beyond loopback only with a key.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 lets the system choose.
    public var port = 8088
    /// The key that every request but health must carry; nil leaves the door open.
    public var key: APIKey?

    /// The most bytes of a request's body.
    public var bodyMax = 8 << 20
    /// The most feedback one request may carry.
    public var feedbackMax = 10_000
    /// How many results a list has where the request does not say.
    public var resultsDefault = 10
    /// The most results a list may be asked for.
    public var resultsMax = 1000
    /// The furthest a list may be entered.
    public var offsetMax = 9000
    /// The most ids a query may leave out.
    public var excludedMax = 1000
    /// The most categories a query may ask for.
    public var categoriesMax = 20
    /// The most behaviours a session that is not stored may have.
    public var sessionMax = 1000
    /// The most requests that are worked on at once; the next one is told "busy".
    public var requestsMax = 1024
    /// The most connections that are open at once; the next one waits to be accepted.
    public var connectionsMax = 4096
    /// After so long without a byte a connection that owes us something is closed.
    public var idleMax = Duration.seconds(60)
    /// So long a stopping service waits for the requests it has accepted.
    public var shutdownMax = Duration.seconds(20)
    /// How often it looks for newer models, and for what has come into the log.
    public var reloadInterval = Duration.seconds(1)

    /// What a laptop runs with: loopback, no key.
    public init() {}
}

extension ServiceConfiguration {
    /// Throws one sentence where the service must not start like this.
    public func check() throws(ServiceError) {
        guard !host.isEmpty else {
            throw ServiceError("the host to listen on is empty: give an address such as 127.0.0.1")
        }
        guard 0...65_535 ~= port else {
            throw ServiceError("the port \(port) does not exist: choose 0 to 65535")
        }
        guard key != nil || isLoopback else {
            throw ServiceError(
                "listening on \(host) lets others in, and no API key is set: set a key, or listen "
                    + "on 127.0.0.1")
        }
        for (name, limit) in limits where limit < 1 {
            throw ServiceError("the limit \(name) must be at least 1, not \(limit)")
        }
    }

    /// Whether only this machine can reach the address.
    var isLoopback: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
        return isIPv4 || host == "::1" || host == "localhost"
    }

    private var limits: [(String, Int)] {
        [
            ("bodyMax", bodyMax), ("feedbackMax", feedbackMax),
            ("resultsDefault", resultsDefault), ("resultsMax", resultsMax),
            ("excludedMax", excludedMax),
            ("categoriesMax", categoriesMax), ("sessionMax", sessionMax),
            ("requestsMax", requestsMax),
            ("connectionsMax", connectionsMax),
        ]
    }
}

/// Why the service cannot start, or did not stop well: one sentence for a person.
public struct ServiceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// Takes the sentence.
    public init(_ description: String) { self.description = description }
}
