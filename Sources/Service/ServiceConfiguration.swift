public import Access
public import Interest

/// Where the service listens, who may ask, and every limit it keeps.
public struct ServiceConfiguration: Sendable {
    /// The address to listen on; beyond loopback only with a key.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 lets the system choose.
    public var port = 8088
    /// A key for everything, beside those that the store has.
    public var key: APIKey?
    /// Whether the store has keys by which somebody is let in.
    public var hasStoredKeys = false
    /// Whether it may listen beyond loopback although anybody may come in.
    public var isOpenToEverybody = false
    /// The rate limit of callers without a key, and of keys without a limit of their own; nil: as
    /// much as the server can do.
    public var rateLimit: RateLimit?
    /// The pages that may use the service from a browser, as `https://shop.example`; those that
    /// it serves itself need not be named.
    public var origins: [String] = []
    /// The host names by which it may be asked, beside its own; `*` for all. See `AllowedHosts`.
    public var allowedHosts: [String] = []
    /// With these it speaks HTTPS only.
    public var tls: TLSFiles?

    /// The most bytes of a request's body.
    public var bodyMax = 8 << 20
    /// How deep a request's JSON may be nested.
    public var depthMax = 64
    /// The most bytes of a request's head fields, all together.
    public var headMax = 64 << 10
    /// The most origins that may be named, and the most hosts.
    public var originsMax = 100
    /// The most feedback one request may carry.
    public var feedbackMax = 10_000
    /// The most users or items one request may carry.
    public var entriesMax = 10_000
    /// The most feedback that a list without pages may have.
    public var feedbackListMax = 100_000
    /// The most bytes of a file that is uploaded.
    public var uploadMax = 4 << 30
    /// How much the store may hold.
    public var quotas = Quotas()
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
    /// The most behaviors a session that is not stored may have.
    public var sessionMax = 1000
    /// The most requests that are worked on at once; the next one waits for its share.
    public var requestsMax = 1024
    /// The most reads of users' weights that all requests ask for at once.
    public var readsMax = 1024
    /// The most bytes that all requests hold at once: bodies, what is read out of them, answers.
    public var heldMax = 512 << 20
    /// How many requests may wait for their share of requests, reads and bytes.
    public var budgetWaitersMax = 1024
    /// How long one of them waits until it is refused with 503.
    public var budgetWaitMax = Duration.seconds(2)
    /// The most values (numbers, texts, arrays, objects and so on) in a request's JSON.
    public var elementsMax = 1_000_000
    /// The most connections that are open at once; the next one waits to be accepted.
    public var connectionsMax = 4096
    /// After so long without a byte a connection that owes us something is closed.
    public var idleMax = Duration.seconds(60)
    /// The least bytes of a body that must come in each `bodyPaceInterval`, or the connection is
    /// closed.
    public var bodyPaceMin = 1024
    /// See `bodyPaceMin`.
    public var bodyPaceInterval = Duration.seconds(20)
    /// So long a stopping service waits for the requests it has accepted.
    public var shutdownMax = Duration.seconds(20)
    /// How often it looks for newer models, and for what has come into the log.
    public var reloadInterval = Duration.seconds(1)
    /// How often it looks for changes of the catalog that other servers made.
    public var catalogInterval = Duration.milliseconds(200)
    /// How often it fetches the keys: a revoked one opens nothing after so long.
    public var keyReloadInterval = Duration.seconds(5)
    /// The shortest time between two looks for a key that it does not know.
    public var keyLookInterval = Interval.seconds(1)
    /// How often it looks whether the files of `tls` have changed.
    public var tlsReloadInterval = Duration.seconds(10)

    /// What a laptop runs with: loopback, no key.
    public init() {}
}

extension ServiceConfiguration {
    /// The most bytes that a page of an export holds, with the documents that it is made of.
    var pageBytes: Int { 16 << 20 }

    /// The most bytes that an upload holds: a line that is coming, and a batch with what was read
    /// out of it.
    var uploadBytes: Int { 4 * bodyMax }

    /// The most bytes that a list without pages holds, as values and as text.
    var feedbackBytes: Int { 256 * feedbackListMax }
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
        guard key != nil || hasStoredKeys || isOpenToEverybody || isLoopback else {
            throw ServiceError(
                "listening on \(host) lets others in, and there is no API key: make one with ebb "
                    + "key create, or set one, or listen on 127.0.0.1, or, where everybody may "
                    + "read, change and erase everything, add --open-to-everybody")
        }
        guard origins.count <= originsMax else {
            throw ServiceError("\(origins.count) origins are named: at most \(originsMax)")
        }
        for origin in origins where !Origins.isOrigin(origin) {
            throw ServiceError(
                "\"\(origin.prefix(100))\" is no origin: write one as https://shop.example, with "
                    + "its port where it has one, and without a path")
        }
        guard allowedHosts.count <= originsMax else {
            throw ServiceError("\(allowedHosts.count) hosts are allowed: at most \(originsMax)")
        }
        for name in allowedHosts where !AllowedHosts.isHost(name) {
            throw ServiceError(
                "invalid allowed host \"\(name)\": expected a host name or address without a "
                    + "port, e.g. ebb.example, or * for all")
        }
        for (name, limit) in limits where limit < 1 {
            throw ServiceError("the limit \(name) must be at least 1, not \(limit)")
        }
    }

    /// How its addresses begin.
    public var scheme: String { tls == nil ? "http" : "https" }

    /// Whether only this machine can reach the address.
    var isLoopback: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
        return isIPv4 || host == "::1" || host == "localhost"
    }

    private var limits: [(String, Int)] {
        [
            ("bodyMax", bodyMax), ("depthMax", depthMax), ("headMax", headMax),
            ("bodyPaceMin", bodyPaceMin), ("feedbackMax", feedbackMax),
            ("entriesMax", entriesMax), ("feedbackListMax", feedbackListMax),
            ("uploadMax", uploadMax),
            ("resultsDefault", resultsDefault), ("resultsMax", resultsMax),
            ("excludedMax", excludedMax),
            ("categoriesMax", categoriesMax), ("sessionMax", sessionMax),
            ("requestsMax", requestsMax), ("readsMax", readsMax), ("heldMax", heldMax),
            ("budgetWaitersMax", budgetWaitersMax), ("elementsMax", elementsMax),
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
