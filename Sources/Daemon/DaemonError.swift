/// Why Ebb's own server cannot be had, and what to do about it.
///
///     do { … } catch DaemonError.noServer { … }
public struct DaemonError: Error, Sendable, CustomStringConvertible {
    /// The kind: what a caller decides by.
    public let code: Code
    /// One sentence for a person: what, where, what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence.
    public var description: String { message }
}

extension DaemonError {
    /// The kinds of trouble. More may come, so a `switch` needs a default.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind { case noServer, folder, full, failed, timedOut, cancelled }

        private let kind: Kind

        /// No `mongod` was found, or the one that was named cannot be run.
        public static let noServer = Code(kind: .noServer)
        /// The data folder cannot be made, written or locked.
        public static let folder = Code(kind: .folder)
        /// The disk under the data folder is all but full.
        public static let full = Code(kind: .full)
        /// The server ended instead of starting, or refuses to be set up.
        public static let failed = Code(kind: .failed)
        /// The server, or another Ebb that starts or stops it, did not finish in its time.
        public static let timedOut = Code(kind: .timedOut)
        /// The task was cancelled while it waited.
        public static let cancelled = Code(kind: .cancelled)

        /// The kind's name.
        public var description: String { "\(kind)" }

        /// Makes `catch DaemonError.noServer` match.
        public static func ~= (code: Code, error: DaemonError) -> Bool { error.code == code }

        /// Makes `catch DaemonError.noServer` match where any error may come.
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
