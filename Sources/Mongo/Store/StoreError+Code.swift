extension StoreError {
    /// The kinds of trouble. More may come, so a `switch` needs a default.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind {
            case unreachable, timedOut, authenticationFailed, unauthorized, notReplicaSet
            case duplicateKey, writeConflict, transient, commitUnknown, cancelled, busy
            case malformed, tooLarge, trimmed, invalidURI, closed, diskFull, notFound,
                snapshotTooOld, server
        }

        private let kind: Kind

        /// No server answers at the address, or the connection broke.
        public static let unreachable = Code(kind: .unreachable)
        /// The server did not finish in the time it was given.
        public static let timedOut = Code(kind: .timedOut)
        /// The user name or the password is wrong.
        public static let authenticationFailed = Code(kind: .authenticationFailed)
        /// The user may not do this.
        public static let unauthorized = Code(kind: .unauthorized)
        /// The server stands alone, without transactions.
        public static let notReplicaSet = Code(kind: .notReplicaSet)
        /// A document with this key is there already.
        public static let duplicateKey = Code(kind: .duplicateKey)
        /// Somebody else changed the same document meanwhile.
        public static let writeConflict = Code(kind: .writeConflict)
        /// A passing trouble: the whole transaction may be run again.
        public static let transient = Code(kind: .transient)
        /// Nobody knows whether the transaction was committed.
        public static let commitUnknown = Code(kind: .commitUnknown)
        /// The task was cancelled before its operation ran.
        public static let cancelled = Code(kind: .cancelled)
        /// Too many wait already.
        public static let busy = Code(kind: .busy)
        /// A document or a name is not as it must be.
        public static let malformed = Code(kind: .malformed)
        /// A document is larger than the server can hold.
        public static let tooLarge = Code(kind: .tooLarge)
        /// What is asked for needs documents that were deleted because they were old.
        public static let trimmed = Code(kind: .trimmed)
        /// The URI cannot be read.
        public static let invalidURI = Code(kind: .invalidURI)
        /// The store has been closed.
        public static let closed = Code(kind: .closed)
        /// The server's disk is full.
        public static let diskFull = Code(kind: .diskFull)
        /// There is no such file, collection or index.
        public static let notFound = Code(kind: .notFound)
        /// The server no longer has the moment that is read.
        public static let snapshotTooOld = Code(kind: .snapshotTooOld)
        /// The server refuses for another reason, which the message gives.
        public static let server = Code(kind: .server)

        /// The kind's name.
        public var description: String { "\(kind)" }
    }

    /// Makes `catch StoreError.busy` match.
    public static func ~= (code: Code, error: StoreError) -> Bool { error.code == code }
}

extension StoreError.Code {
    /// Makes `catch StoreError.busy` match where any error may come.
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
