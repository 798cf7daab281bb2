/// What went wrong between Ebb and MongoDB, and what to do about it.
///
///     do { try await store.perform(insert) } catch StoreError.duplicateKey { … }
public struct StoreError: Error, Sendable, CustomStringConvertible {
    /// What the server said of the failure.
    public struct ServerReply: Sendable, Hashable {
        /// The server's own error code; 0 when the driver gave the labels and no server answered.
        public let code: Int32
        /// The code's name, such as `DuplicateKey`.
        public let name: String?
        /// What may be done again, such as `TransientTransactionError`.
        public let labels: Set<String>
    }

    /// The kind: what a caller decides by.
    public let code: Code
    /// What the server said; nil when none answered.
    public let server: ServerReply?
    /// The way to the field that is not as expected, such as `interests.3.item`.
    private let path: String?
    private let problem: String

    package init(_ code: Code, _ problem: String, path: String? = nil, server: ServerReply? = nil) {
        self.code = code
        self.problem = problem
        self.path = path
        self.server = server
    }

    /// One sentence for a person: what, where, what to do.
    public var message: String {
        if let path { "the field \(path) \(problem)" } else { problem }
    }

    /// The sentence.
    public var description: String { message }

    /// The role that the user lacks, where the server refused for that: no word of what was asked.
    package var missingRole: String? {
        code == .unauthorized ? MissingRole(problem)?.text : nil
    }

    /// The labels that the driver specification gives a meaning.
    static let transientTransaction = "TransientTransactionError"
    static let unknownCommit = "UnknownTransactionCommitResult"

    /// The server's code for a document that the collection's validator refuses.
    static let refusedByValidator: Int32 = 121

    /// Whether the collection's validator refused a document.
    package var isRefusedByValidator: Bool { server?.code == Self.refusedByValidator }

    /// Whether the whole transaction may be run again.
    public var isTransientTransactionError: Bool {
        server?.labels.contains(Self.transientTransaction) ?? false
    }

    /// Whether nobody knows if the commit happened: the commit may be sent again.
    public var isUnknownCommitResult: Bool {
        server?.labels.contains(Self.unknownCommit) ?? false
    }
}

extension StoreError {
    /// A document that is not as expected.
    static func illFormed(_ problem: String) -> StoreError { StoreError(.malformed, problem) }

    /// A field that is missing (`found` is nil) or of another type.
    static func illFormed(_ key: String, _ expected: String, _ found: BSONType?) -> StoreError {
        let problem =
            if let found { "should be \(expected), not \(found)" } else {
                "is missing: it should be \(expected)"
            }
        return StoreError(.malformed, problem, path: key)
    }

    /// An array's element of another type; the path is added on the way out.
    static func unexpected(_ expected: String, found: BSONType) -> StoreError {
        StoreError(.malformed, "should be \(expected), not \(found)", path: "")
    }

    /// The same trouble, seen from the document around it.
    func under(_ key: String) -> StoreError {
        guard code == .malformed, let path else { return self }
        return StoreError(
            code, problem, path: path.isEmpty ? key : "\(key).\(path)", server: server)
    }
}
