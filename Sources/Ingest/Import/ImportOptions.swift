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
    /// The action of a behavior that says none.
    public var defaultAction: Action?
    /// The value of a behavior that says none.
    public var defaultValue: Double?
    /// What some actions of the source are called here (`view`: `browse`).
    public var actionNames: [String: Action] = [:]
    /// What separates several categories or labels in one column; nil takes the bar, or what a
    /// known shape has.
    public var listSeparator: String?
    /// How times are spelled; nil takes numbers, ISO 8601 and the other spellings that have one
    /// meaning.
    public var timePattern: TimePattern?
    /// Which of day and month comes first in dates such as `03/04/2013`; nil looks for one in the
    /// file that has only one reading.
    public var dateOrder: DateOrder?
    /// The zone of times without one; nil is UTC.
    public var timeZone: LocalZone?
    /// The year of times that say none: `829` is the 29th of August.
    public var timeYear: Int?
    /// The time of a record that has none.
    public var defaultTime: Timestamp?
    /// What the journal knows `defaultTime` by, where it is another at each import: `now`.
    public var timeIdentity: String?
    /// Where numbers say only what came first: the moment that number 0 stands for, and each
    /// number a second.
    public var orderBase: Timestamp?
    /// The words that stand for no value in a delimited file; nil takes the usual (`NULL`, `\N`,
    /// `NA`).
    public var nullWords: [String]?
    /// Whether blanks around the values of a delimited file are left out.
    public var trims = true
    /// Whether `4,5` is four and a half; nil says yes where semicolons separate the columns.
    public var decimalComma: Bool?
    /// How the letters are written; nil is UTF-8, or UTF-16 where the file begins so.
    public var encoding: TextEncoding?
    /// Whether equal behaviors without ids count each, by their number within the file.
    public var countsRepeats = false
    /// Whether each line removes its item.
    public var removesItems = false
    /// Whether what is imported replaces what was there: items as a whole, and behaviors that the
    /// same file brought when it was read in another way.
    public var replaces = false
    /// The columns or keys that become labels of items under their names.
    public var labelColumns: [LabelColumn] = []
    /// What is changed or skipped on purpose.
    public var cleaning = Cleaning()
    /// How many bad lines are put up with; nil puts up with all.
    public var rejectsMax: Int?
    /// Where bad lines are kept as they stood; nil keeps the first few in the report only.
    public var rejects: RejectFile?
    /// How much is held at once.
    public var limits = ImportLimits()

    /// What separates several words in one column, unless it is said.
    static let separator = "|"

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
