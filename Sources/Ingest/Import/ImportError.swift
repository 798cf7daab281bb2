/// The reason why an import cannot start or go on: one sentence for people.
///
/// A bad line is not an error but a `Reject`.
public struct ImportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of problem, by which callers decide.
    public enum Code: Hashable, Sendable {
        /// The source cannot be opened or read.
        case unreadable
        /// The compressed data is damaged or cut off.
        case corrupt
        /// The format of the file is unknown or not supported.
        case formatUnknown
        /// The fields that a record needs cannot be found in the columns or keys.
        case fieldsUnknown
        /// There are more bad lines than `ImportOptions.rejectsMax` allows.
        case tooManyRejects
        /// The file of bad lines cannot be written.
        case rejectsUnwritable
        /// The same content was imported before in another way.
        case readBefore
        /// Another process imports the same at this moment.
        case busy
    }

    /// The kind.
    public let code: Code
    /// What is wrong, where, and what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence.
    public var description: String { message }
}
