/// An error between Ebb and MongoDB: what is wrong, and what to do.
///
///     do { try await store.perform(insert) } catch StoreError.duplicateKey { … }
public struct StoreError: Error, Sendable, CustomStringConvertible {
    /// The reply of the server to a failed command.
    public struct ServerReply: Sendable, Hashable {
        /// The server's own error code; 0 when the driver gave the labels and no server answered.
        public let code: Int32
        /// The code's name, such as `DuplicateKey`.
        public let name: String?
        /// The labels that allow a retry, such as `TransientTransactionError`.
        public let labels: Set<String>
    }

    /// The kind of the error, on which a caller can decide.
    public let code: Code
    /// The reply of the server; nil when none answered.
    public let server: ServerReply?
    /// The path of the invalid field, such as `interests.3.item`.
    private let path: String?
    private let problem: String
    /// The document that cannot be decoded, if the error is about one.
    package let document: MalformedDocument?

    package init(
        _ code: Code, _ problem: String, path: String? = nil, server: ServerReply? = nil,
        document: MalformedDocument? = nil
    ) {
        self.code = code
        self.document = document
        self.problem = problem
        self.path = path
        self.server = server
    }

    /// One sentence for people: what is wrong, where, and what to do.
    public var message: String {
        if let path { "the field \(path) \(problem)" } else { problem }
    }

    /// The message.
    public var description: String { message }

    /// The role that the user lacks, if the server refused for that. It never contains the request.
    package var missingRole: String? {
        code == .unauthorized ? MissingRole(problem)?.text : nil
    }

    /// The labels that the driver specification defines.
    static let transientTransaction = "TransientTransactionError"
    static let unknownCommit = "UnknownTransactionCommitResult"

    /// The server's error code for a document that the validator rejects.
    static let refusedByValidator: Int32 = 121

    /// Whether the collection's validator rejected a document.
    package var isRefusedByValidator: Bool { server?.code == Self.refusedByValidator }

    /// Whether the whole transaction can be retried.
    public var isTransientTransactionError: Bool {
        server?.labels.contains(Self.transientTransaction) ?? false
    }

    /// Whether the outcome of the commit is unknown: the commit can be sent again.
    public var isUnknownCommitResult: Bool {
        server?.labels.contains(Self.unknownCommit) ?? false
    }
}

extension StoreError {
    /// Creates an error for an invalid document.
    static func illFormed(_ problem: String) -> StoreError { StoreError(.malformed, problem) }

    /// Creates an error for a field that is missing (`found` is nil) or has another type.
    static func illFormed(_ key: String, _ expected: String, _ found: BSONType?) -> StoreError {
        let problem =
            if let found { "should be \(expected), not \(found)" } else {
                "is missing: it should be \(expected)"
            }
        return StoreError(.malformed, problem, path: key)
    }

    /// Creates an error for an array element of another type; the callers add the path.
    static func unexpected(_ expected: String, found: BSONType) -> StoreError {
        StoreError(.malformed, "should be \(expected), not \(found)", path: "")
    }

    /// The same error, with the key of the enclosing document added to the path.
    func under(_ key: String) -> StoreError {
        guard code == .malformed, let path else { return self }
        return StoreError(
            code, problem, path: path.isEmpty ? key : "\(key).\(path)", server: server)
    }
}
