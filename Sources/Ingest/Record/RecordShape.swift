/// What makes a record of the fields of a line: the part that does not care for formats.
protocol RecordShape: Sendable {
    associatedtype Record: Sendable
    /// What the records are called: "behaviours".
    static var noun: String { get }
    /// The fields, in the order of the tokens.
    static var names: FieldNames { get }
    /// The fields that a file need not have because options stand in for them.
    var given: Set<Int> { get }
    /// The record, or what is wrong with it.
    mutating func record(_ tokens: Tokens, _ line: Span<UInt8>) throws(Fault) -> Record
}
