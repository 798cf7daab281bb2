/// Why a repository could not do what it was asked.
public struct RepositoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is: what a caller decides by.
    public enum Code: Hashable, Sendable {
        /// The store cannot be reached or does not answer in time; later it may.
        case unavailable
        /// Too many wait already, or one has waited too long; later there is room.
        case busy
        /// It takes longer than a caller should wait, and goes on: later it is done.
        case unfinished
        /// Somebody else changed the same document meanwhile, again and again.
        case conflict
        /// What the store holds is not what Ebb wrote.
        case malformed
        /// The store refuses: credentials, rights, or not a replica set.
        case refused
        /// The store has no space left on its disk.
        case full
        /// One document, such as a user's profile, would be larger than the store can hold.
        case tooLarge
        /// The log no longer has what the answer would need.
        case trimmed
    }

    /// The kind.
    public let code: Code
    /// One sentence for a person: what, where, what to do.
    public let message: String

    /// The store's own word for the trouble, such as `diskFull`: unlike the message it never
    /// names a user, so it may stand in a log.
    public let cause: String?

    /// Takes what there is.
    public init(_ code: Code, _ message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The sentence.
    public var description: String { message }
}
