public import Interest

/// A source that Ebb keeps up with: a collection of another MongoDB database, or a file that grows.
///
/// Its record in the store says what is followed and how, who follows it now, and how far that
/// has come, so that the next process that follows it goes on from there.
public struct FollowRecord: Hashable, Sendable {
    /// How following a source stands.
    public enum State: String, Hashable, Sendable {
        /// Defined, and not begun.
        case idle
        /// Somebody follows it, or was killed doing so.
        case running
        /// The process that followed it was stopped.
        case stopped
        /// It ended with a sentence.
        case failed
    }

    /// What it is called: the first part of its behaviors' event ids.
    public var name: String
    /// The words that define it, as they are typed after `ebb follow`. May contain a password.
    public var words: [String]
    /// How it stands.
    public var state = State.idle
    /// Who follows it, or did last.
    public var owner: ProcessOwner
    /// When that was begun.
    public var started: Timestamp
    /// The last sign of life.
    public var updated: Timestamp
    /// How far it has come.
    public var checkpoint = FollowCheckpoint()
    /// Why it ended.
    public var failure: String?

    /// A source that nobody has followed.
    public init(name: String, words: [String], owner: ProcessOwner, now: Timestamp) {
        self.name = name
        self.words = words
        self.owner = owner
        started = now
        updated = now
    }
}

extension FollowRecord: OwnedWork {
    /// Whether the record says that somebody follows it.
    public var isUnderWay: Bool { state == .running }
}

/// How far following a source has come.
public struct FollowCheckpoint: Hashable, Sendable {
    /// What is done next.
    public enum Phase: String, Hashable, Sendable {
        /// To find where the changes begin.
        case fresh
        /// To read what is there.
        case reading
        /// To take out what is there no more, after everything was read again.
        case sweeping
        /// To follow the changes.
        case changing
    }

    /// What is done next.
    public var phase = Phase.fresh
    /// Whether all was read before, so that something may have to be taken out.
    public var isAgain = false
    /// Where the changes of a collection go on.
    public var token: String?
    /// How far what is there has been read, or swept: an id as JSON.
    public var after: String?
    /// Where a file goes on.
    public var file: FilePlace?
    /// Up to which moment everything in the source is in the log; nil until all was read.
    public var through: Timestamp?
    /// Documents or lines taken.
    public var documents = 0
    /// Behaviors or items that were added.
    public var inserted = 0
    /// Behaviors or items that were taken out, because their document changed or went.
    public var removed = 0
    /// Behaviors or items that were there already, just so.
    public var repeated = 0
    /// Behaviors of users who were erased.
    public var forgotten = 0
    /// Records about something else.
    public var passed = 0
    /// Records that could not be taken.
    public var rejected = 0
    /// Behaviors that had to stay, because the log no longer has what their user was folded from.
    public var kept = 0
    /// Bytes of the file with the rejects.
    public var rejectsLength = 0

    /// The beginning.
    public init() {}

    /// A place in a file that may be replaced by another of the same name.
    public struct FilePlace: Hashable, Sendable {
        /// The number of the file in its file system.
        public var inode: Int
        /// The digest of its first bytes: numbers are used again.
        public var head: String
        /// How many bytes the digest is of.
        public var headLength: Int
        /// Where the next line begins.
        public var offset: Int

        /// Takes all four.
        public init(inode: Int, head: String, headLength: Int, offset: Int) {
            self.inode = inode
            self.head = head
            self.headLength = headLength
            self.offset = offset
        }
    }
}
