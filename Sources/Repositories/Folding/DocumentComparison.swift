public import Interest

/// What came of comparing weight documents with the log.
public struct DocumentComparison: Hashable, Sendable {
    /// How many differences are kept; all are counted.
    public static let differencesKept = 20

    /// Documents that were looked at.
    public internal(set) var documents = 0
    /// Documents folded by other settings than the store has now: of these only the number of
    /// behaviors can be compared.
    public internal(set) var outdated = 0
    /// Documents that have folded more than the log still keeps: they cannot be compared.
    public internal(set) var trimmed = 0
    /// Behaviors that were folded again.
    public internal(set) var behaviors = 0
    /// How many users' documents differ.
    public internal(set) var differing = 0
    /// The first that differ.
    public internal(set) var differences: [DocumentDifference] = []

    /// Nothing yet.
    init() {}

    mutating func note(_ difference: DocumentDifference) {
        differing += 1
        if differences.count < Self.differencesKept { differences.append(difference) }
    }

    mutating func add(_ other: DocumentComparison) {
        documents += other.documents
        outdated += other.outdated
        trimmed += other.trimmed
        behaviors += other.behaviors
        differing += other.differing
        differences += other.differences.prefix(Self.differencesKept - differences.count)
    }
}

/// One user's document that is not what the log says.
public struct DocumentDifference: Hashable, Sendable, CustomStringConvertible {
    /// How it differs.
    public enum Kind: Hashable, Sendable {
        /// Its bits are not those of the fold.
        case unequal
        /// It counts another number of behaviors, or of folds, than the log has.
        case miscounted
        /// Behaviors of the user carry the number of a fold, and there is no document.
        case missing
        /// It cannot be decoded.
        case malformed
    }

    /// Whose.
    public let user: UserID
    /// How.
    public let kind: Kind

    /// A sentence for a person.
    public var description: String {
        switch kind {
        case .unequal: "the document of \(user) is not the fold of the log, to the bit"
        case .miscounted: "the document of \(user) counts not as many behaviors as the log"
        case .missing: "behaviors of \(user) are marked as folded, and there is no document"
        case .malformed: "the document of \(user) is malformed"
        }
    }
}
