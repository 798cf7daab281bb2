extension StoreError {
    /// The kinds of errors. More may be added, so a `switch` needs a default.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind {
            case unreachable, timedOut, authenticationFailed, unauthorized, notReplicaSet
            case duplicateKey, writeConflict, transient, commitUnknown, cancelled, busy
            case malformed, tooLarge, trimmed, invalidURI, closed, diskFull, notFound,
                snapshotTooOld, server
        }

        private let kind: Kind

        /// No server answers at the address, or the connection was lost.
        public static let unreachable = Code(kind: .unreachable)
        /// The server exceeded the time limit.
        public static let timedOut = Code(kind: .timedOut)
        /// The user name or the password is wrong.
        public static let authenticationFailed = Code(kind: .authenticationFailed)
        /// The user lacks the permission.
        public static let unauthorized = Code(kind: .unauthorized)
        /// The server is standalone, without transactions.
        public static let notReplicaSet = Code(kind: .notReplicaSet)
        /// A document with this key already exists.
        public static let duplicateKey = Code(kind: .duplicateKey)
        /// Another write changed the same document.
        public static let writeConflict = Code(kind: .writeConflict)
        /// A temporary failure: the whole transaction can be retried.
        public static let transient = Code(kind: .transient)
        /// It is unknown whether the transaction was committed.
        public static let commitUnknown = Code(kind: .commitUnknown)
        /// The task was cancelled before its operation ran.
        public static let cancelled = Code(kind: .cancelled)
        /// Too many operations are waiting.
        public static let busy = Code(kind: .busy)
        /// A document or a name is invalid.
        public static let malformed = Code(kind: .malformed)
        /// A document is larger than the server can hold.
        public static let tooLarge = Code(kind: .tooLarge)
        /// The answer needs documents that were deleted because they were old.
        public static let trimmed = Code(kind: .trimmed)
        /// The URI is invalid.
        public static let invalidURI = Code(kind: .invalidURI)
        /// The store is closed.
        public static let closed = Code(kind: .closed)
        /// The server's disk is full.
        public static let diskFull = Code(kind: .diskFull)
        /// The file, collection or index does not exist.
        public static let notFound = Code(kind: .notFound)
        /// The server no longer has the snapshot.
        public static let snapshotTooOld = Code(kind: .snapshotTooOld)
        /// The server rejected the request for another reason, given in the message.
        public static let server = Code(kind: .server)

        /// The name of the kind.
        public var description: String { "\(kind)" }
    }

    /// Makes `catch StoreError.busy` match.
    public static func ~= (code: Code, error: StoreError) -> Bool { error.code == code }
}

extension StoreError.Code {
    /// Makes `catch StoreError.busy` match when the error can have any type.
    public static func ~= (code: Self, error: any Error) -> Bool {
        (error as? StoreError)?.code == code
    }
}

/// The codes as patterns: `catch StoreError.busy`.
extension StoreError {
    /// See ``Code/unreachable``.
    public static var unreachable: Code { .unreachable }
    /// See ``Code/timedOut``.
    public static var timedOut: Code { .timedOut }
    /// See ``Code/authenticationFailed``.
    public static var authenticationFailed: Code { .authenticationFailed }
    /// See ``Code/unauthorized``.
    public static var unauthorized: Code { .unauthorized }
    /// See ``Code/notReplicaSet``.
    public static var notReplicaSet: Code { .notReplicaSet }
    /// See ``Code/duplicateKey``.
    public static var duplicateKey: Code { .duplicateKey }
    /// See ``Code/writeConflict``.
    public static var writeConflict: Code { .writeConflict }
    /// See ``Code/transient``.
    public static var transient: Code { .transient }
    /// See ``Code/commitUnknown``.
    public static var commitUnknown: Code { .commitUnknown }
    /// See ``Code/cancelled``.
    public static var cancelled: Code { .cancelled }
    /// See ``Code/busy``.
    public static var busy: Code { .busy }
    /// See ``Code/malformed``.
    public static var malformed: Code { .malformed }
    /// See ``Code/tooLarge``.
    public static var tooLarge: Code { .tooLarge }
    /// See ``Code/trimmed``.
    public static var trimmed: Code { .trimmed }
    /// See ``Code/invalidURI``.
    public static var invalidURI: Code { .invalidURI }
    /// See ``Code/closed``.
    public static var closed: Code { .closed }
    /// See ``Code/diskFull``.
    public static var diskFull: Code { .diskFull }
    /// See ``Code/notFound``.
    public static var notFound: Code { .notFound }
    /// See ``Code/snapshotTooOld``.
    public static var snapshotTooOld: Code { .snapshotTooOld }
    /// See ``Code/server``.
    public static var server: Code { .server }
}
