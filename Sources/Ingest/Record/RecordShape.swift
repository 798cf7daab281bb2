internal import Interest

/// What makes a record of the fields of a line: the part that does not care for formats.
protocol RecordShape: Sendable {
    associatedtype Record: Sendable
    /// What the records are called: "behaviors".
    static var noun: String { get }
    /// The fields, in the order of the tokens.
    static var names: FieldNames { get }
    /// The fields that a file need not have because options stand in for them.
    var given: Set<Int> { get }
    /// Which of Metarank's events it is made of, and what their fields are called.
    static var metarank: MetarankNames { get }
    /// Takes what the file turned out to be, where the options leave it open.
    mutating func adopt(_ detection: Detection)
    /// Takes how lines become tokens, and the names of the columns where there are any.
    mutating func adopt(
        _ layout: Layout, header: [String]?, of source: String
    ) throws(ImportError)
    /// The field with the time, nil where none has to be understood.
    static var timeField: Int? { get }
    /// Takes which of day and month comes first in this file.
    mutating func adopt(_ order: DateOrder)
    /// Makes a record differ from those before it in the same line.
    func distinguish(_ record: inout Record, part: Int)
    /// Whether a record may be skipped for what came before it, so that an import that goes on
    /// must see all from the beginning.
    var remembers: Bool { get }
    /// Reads the source once before it is imported, where that is asked for.
    mutating func study(_ source: ImportSource, _ options: ImportOptions) throws(ImportError)
    /// Why a record is not taken though it is well.
    mutating func passing(_ record: Record) -> Passing?
    /// The record, or what is wrong with it.
    mutating func record(_ tokens: Tokens, _ line: Span<UInt8>) throws(Fault) -> Record
}

extension RecordShape {
    mutating func adopt(_ detection: Detection) {}
    mutating func adopt(
        _ layout: Layout, header: [String]?, of source: String
    ) throws(ImportError) {}
    static var timeField: Int? { names.names.firstIndex(of: "time") }
    mutating func adopt(_ order: DateOrder) {}
    func distinguish(_ record: inout Record, part: Int) {}
    var remembers: Bool { false }
    mutating func study(_ source: ImportSource, _ options: ImportOptions) throws(ImportError) {}
    mutating func passing(_ record: Record) -> Passing? { nil }
}
