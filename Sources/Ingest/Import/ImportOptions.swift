public import Interest

/// What an import is told; everything left out is found by looking at the file.
public struct ImportOptions: Sendable {
    /// The format; nil looks at the first bytes.
    public var format: ImportFormat?
    /// What the columns of a delimited file are, by position: a field's name, or `-` for a
    /// column that is not wanted. Nil takes the header.
    public var columns: [String]?
    /// What fields are called in this file (`user`: `visitorid`), before all usual names.
    public var names: [String: String] = [:]
    /// Whether the first line of a delimited file is a header; nil takes it for one where two
    /// of its columns have a known name.
    public var hasHeader: Bool?
    /// Whether a delimited file quotes (RFC 4180); nil says yes for comma and semicolon, and
    /// else looks for a quoted field in the first lines.
    public var isQuoted: Bool?
    /// What bare numbers in a time field count.
    public var timeUnit = TimeUnit.guessed
    /// The action of a behaviour that says none.
    public var defaultAction: Action?
    /// The value of a behaviour that says none.
    public var defaultValue: Double?
    /// What some actions of the source are called here (`view`: `browse`).
    public var actionNames: [String: Action] = [:]
    /// What separates several categories or labels in one column.
    public var listSeparator = "|"
    /// What is changed or passed over on purpose.
    public var cleaning = Cleaning()
    /// How many bad lines are put up with; nil puts up with all.
    public var rejectsMax: Int?
    /// Where bad lines are kept as they stood; nil keeps the first few in the report only.
    public var rejects: RejectFile?
    /// How much is held at once.
    public var limits = ImportLimits()

    /// Options that leave everything to be found.
    public init() {}
}

/// How much an import holds, reads and shows at once.
public struct ImportLimits: Hashable, Sendable {
    /// The most bytes of a line.
    public var lineLength = 1 << 20
    /// The most lines of one record with line ends in its quotes.
    public var recordLines = 100
    /// Bytes read, and inflated, at a time.
    public var chunkLength = 1 << 18
    /// Bytes looked at to find the format.
    public var lookLength = 1 << 16
    /// Records a batch.
    public var batchRecords = 1000
    /// Bytes of lines after which a batch is sent off though it is not full.
    public var batchBytes = 4 << 20
    /// Batches on their way to the store at once.
    public var appendsInFlight = 4
    /// Rejects kept with their text; all are counted.
    public var rejectsKept = 10
    /// Batches stored between two marks in the journal.
    public var batchesPerMark = 20
    /// Records that a rehearsal shows.
    public var recordsShown = 5
    /// Bytes of a rejected line that are kept.
    public var excerptLength = 200

    /// The limits that serve most machines.
    public init() {}
}
