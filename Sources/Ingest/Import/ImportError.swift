/// Why an import cannot start or go on: one sentence for a person.
///
/// A bad line is not an error but a `Reject`.
public struct ImportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is: what a caller decides by.
    public enum Code: Hashable, Sendable {
        /// The source cannot be opened or read.
        case unreadable
        /// The compressed data is damaged or cut off.
        case corrupt
        /// What the file is cannot be told, or is a format that is not read.
        case formatUnknown
        /// The fields that a record needs cannot be found in the columns or keys.
        case fieldsUnknown
        /// More lines are bad than `ImportOptions.rejectsMax` allows.
        case tooManyRejects
        /// The file of bad lines cannot be written.
        case rejectsUnwritable
        /// The same content was imported before in another way.
        case readBefore
        /// Somebody else imports the same at this moment.
        case busy
    }

    /// The kind.
    public let code: Code
    /// What, where, what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence.
    public var description: String { message }
}
