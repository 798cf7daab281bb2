/// An error of Ebb's own server: what is wrong, and what to do.
///
///     do { … } catch DaemonError.noServer { … }
public struct DaemonError: Error, Sendable, CustomStringConvertible {
    /// The kind of the error, on which a caller can decide.
    public let code: Code
    /// One sentence for people: what is wrong, where, and what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

extension DaemonError {
    /// The kinds of errors. More may be added, so a `switch` needs a default.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind { case noServer, folder, full, failed, timedOut, cancelled }

        private let kind: Kind

        /// No `mongod` was found, or the given one cannot run.
        public static let noServer = Code(kind: .noServer)
        /// The data folder cannot be created, written or locked.
        public static let folder = Code(kind: .folder)
        /// The disk of the data folder is almost full.
        public static let full = Code(kind: .full)
        /// The server ended instead of starting, or cannot be set up.
        public static let failed = Code(kind: .failed)
        /// The server, or another Ebb that starts or stops it, exceeded its time limit.
        public static let timedOut = Code(kind: .timedOut)
        /// The task was cancelled while it waited.
        public static let cancelled = Code(kind: .cancelled)

        /// The name of the kind.
        public var description: String { "\(kind)" }

        /// Makes `catch DaemonError.noServer` match.
        public static func ~= (code: Code, error: DaemonError) -> Bool { error.code == code }

        /// Makes `catch DaemonError.noServer` match when the error can have any type.
        public static func ~= (code: Code, error: any Error) -> Bool {
            (error as? DaemonError)?.code == code
        }
    }

    /// See ``Code/noServer``.
    public static var noServer: Code { .noServer }
    /// See ``Code/folder``.
    public static var folder: Code { .folder }
    /// See ``Code/full``.
    public static var full: Code { .full }
    /// See ``Code/failed``.
    public static var failed: Code { .failed }
    /// See ``Code/timedOut``.
    public static var timedOut: Code { .timedOut }
    /// See ``Code/cancelled``.
    public static var cancelled: Code { .cancelled }
}
