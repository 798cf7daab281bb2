public import Interest

/// The options of an import; everything left out is found by looking at the file.
public struct ImportOptions: Sendable {
    /// The format; nil looks at the first bytes.
    public var format: ImportFormat?
    /// The columns of a delimited file in their order: a field's name, or `-` for a column that is
    /// not read. Nil takes the header.
    public var columns: [String]?
    /// The names of fields in this file (`user`: `visitorid`), which precede all usual names.
    public var names: [String: String] = [:]
    /// Whether the first line of a delimited file is a header; nil takes it for one where two
    /// of its columns have a known name.
    public var hasHeader: Bool?
    /// Whether a delimited file quotes (RFC 4180); nil says yes for comma and semicolon, and
    /// else looks for a quoted field in the first lines.
    public var isQuoted: Bool?
    /// The unit of plain numbers in a time field.
    public var timeUnit = TimeUnit.guessed
    /// The action of behaviors without one.
    public var defaultAction: Action?
    /// The value of behaviors without one.
    public var defaultValue: Double?
    /// The actions in Ebb for some actions of the source (`view`: `browse`).
    public var actionNames: [String: Action] = [:]
    /// What separates several categories or labels in one column; nil takes the bar, or what a
    /// known shape has.
    public var listSeparator: String?
    /// The spelling of times; nil takes numbers, ISO 8601 and the other spellings that have one
    /// meaning.
    public var timePattern: TimePattern?
    /// Which of day and month comes first in dates such as `03/04/2013`; nil looks for one in the
    /// file that has only one reading.
    public var dateOrder: DateOrder?
    /// The zone of times without one; nil is UTC.
    public var timeZone: LocalZone?
    /// The year of times without one: `829` is the 29th of August.
    public var timeYear: Int?
    /// The time of a record that has none.
    public var defaultTime: Timestamp?
    /// The name of `defaultTime` in the journal if it differs with each import: `now`.
    public var timeIdentity: String?
    /// The moment that number 0 stands for if numbers only give an order; each number is one
    /// second.
    public var orderBase: Timestamp?
    /// The words that stand for no value in a delimited file; nil takes the usual (`NULL`, `\N`,
    /// `NA`).
    public var nullWords: [String]?
    /// Whether blanks around the values of a delimited file are left out.
    public var trims = true
    /// Whether `4,5` is four and a half; nil says yes where semicolons separate the columns.
    public var decimalComma: Bool?
    /// The encoding; nil is UTF-8, or UTF-16 if the file begins with its mark.
    public var encoding: TextEncoding?
    /// Whether equal behaviors without ids all count, by their number within the file.
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
    /// The maximum number of bad lines; nil is no limit.
    public var rejectsMax: Int?
    /// The file for bad lines; nil keeps only the first few, in the report.
    public var rejects: RejectFile?
    /// The limits of memory.
    public var limits = ImportLimits()

    /// The default separator of several words in one column.
    static let separator = "|"

    /// Creates options that are all found by looking at the file.
    public init() {}
}

/// The limits of what an import holds, reads and shows at once.
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
    /// Bytes of lines after which a batch is sent although it is not full.
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

    /// Creates limits that suit most machines.
    public init() {}
}
