public import Interest

/// The journal of imports: by it a broken-off import goes on where it stopped.
public protocol ImportRepository: Sendable {
    /// The entry of an import, nil where there was none.
    func entry(_ id: String) async throws(RepositoryError) -> ImportEntry?

    /// Writes an entry: where `run` is nil only if there is none yet, else only over the entry
    /// that this run wrote last. False where somebody else was there first, and nothing is done.
    func put(_ entry: ImportEntry, over run: String?) async throws(RepositoryError) -> Bool

    /// The last `limit` imports, the one begun last first.
    func newest(_ limit: Int) async throws(RepositoryError) -> [ImportEntry]

    /// The last `limit` imports of a content, however it was read; the latest first.
    func entries(
        ofContent content: String, limit: Int
    ) async throws(RepositoryError) -> [ImportEntry]
}

/// One import in the journal.
public struct ImportEntry: Hashable, Sendable {
    /// How an import stands.
    public enum State: String, Hashable, Sendable {
        /// On its way, or killed on it.
        case running
        /// All of it is in the store.
        case done
        /// Broken off with a sentence; the same import again goes on.
        case failed
        /// Removed from the store, because the same content was imported in another way.
        case replaced
    }

    /// What is imported and how: the digest of the content and of all that decides how it is read.
    public var id: String
    /// What the source was called.
    public var source: String
    /// What it holds: `behaviors`, `items`.
    public var kind: String
    /// How it stands.
    public var state: State
    /// Who imports it, or did last.
    public var owner: ProcessOwner
    /// When it was begun, or last gone on with.
    public var started: Timestamp
    /// When this entry was written.
    public var updated: Timestamp
    /// The file of its bad lines, where one was asked for.
    public var rejectsPath: String?
    /// How far it has come.
    public var mark: ImportCheckpoint
    /// The digest of the content alone, by which the same file is known when it is read in another
    /// way; nil in entries of earlier versions.
    public var content: String?
    /// The flags that decided how it was read; nil in entries of earlier versions.
    public var reading: [String]?
    /// Whether a batch was sent to the store that `mark` may not count: a process that is killed
    /// between a batch and its next mark leaves more than its mark says.
    public var hasSent = false

    /// Whether the store may hold records of this import.
    public var mayHold: Bool {
        switch state {
        case .replaced: false
        case .running: true
        case .done, .failed: hasSent || mark.inserted > 0
        }
    }

    /// Puts one together.
    public init(
        id: String, source: String, kind: String, state: State, owner: ProcessOwner,
        started: Timestamp, updated: Timestamp, rejectsPath: String? = nil,
        mark: ImportCheckpoint = ImportCheckpoint()
    ) {
        self.id = id
        self.source = source
        self.kind = kind
        self.state = state
        self.owner = owner
        self.started = started
        self.updated = updated
        self.rejectsPath = rejectsPath
        self.mark = mark
    }
}

extension ImportEntry: OwnedWork {
    /// Whether the entry says that the import goes on.
    public var isUnderWay: Bool { state == .running }
}

/// A place in a source up to which everything is in the store, with the counts up to there.
public struct ImportCheckpoint: Hashable, Sendable {
    /// Bytes of the (inflated) source.
    public var position = 0
    /// All lines.
    public var lines = 0
    /// Lines that became a record.
    public var records = 0
    /// Lines with nothing in them.
    public var blank = 0
    /// Lines that name the columns.
    public var header = 0
    /// Lines that go on with a record begun before.
    public var continued = 0
    /// Records beyond the first of their line.
    public var siblings = 0
    /// Lines that were rejected, by reason.
    public var rejects: [String: Int] = [:]
    /// Lines that were skipped on purpose, by reason.
    public var passed: [String: Int] = [:]
    /// Bytes of the file of bad lines.
    public var rejectsLength = 0
    /// Records that were new in the store.
    public var inserted = 0
    /// Records that it had already.
    public var repeated = 0

    /// The beginning.
    public init() {}
}
