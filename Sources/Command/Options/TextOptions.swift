public import ArgumentParser
public import Ingest

/// How the text of a file is read, where looking at it does not tell.
struct TextOptions: ParsableArguments {
    @Option(
        help: """
            How letters are written: utf-8, utf-16le, utf-16be, windows-1252 or latin-1. \
            (default: utf-8, or utf-16 where the file begins so)
            """)
    var encoding: TextEncoding?

    @Option(
        help: """
            The words that stand for no value in columns, with commas between; '' for none. \
            (default: NULL,null,\\N,NA,N/A,<NA>,(null))
            """)
    var null: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Whether blanks around the values of columns are left out.")
    var trim = true

    @Option(
        help: """
            Whether \" encloses columns (double) or is a letter like others (none). \
            (default: double with commas and semicolons, else by looking)
            """)
    var quote: Quoting?

    @Option(
        help: """
            Whether numbers have a point or a comma: 4.5 or 4,5. (default: a comma is read too \
            where semicolons separate the columns)
            """)
    var decimal: DecimalMark?

    @Option(help: "What separates several categories or labels in one text. (default: |)")
    var listSeparator: String?

    @Flag(
        help: """
            Count equal behaviors without ids one by one, by their number within the file: for \
            files in which each row is one piece. The same file again still adds nothing.
            """)
    var countRepeats = false

    /// Sets what they say.
    func set(_ options: inout ImportOptions) throws {
        options.encoding = encoding
        options.nullWords = null.map { words in
            words.split(separator: ",").map(String.init)
        }
        options.trims = trim
        if let quote { options.isQuoted = quote == .double }
        options.decimalComma = decimal.map { $0 == .comma }
        if let listSeparator {
            guard !listSeparator.isEmpty else {
                throw ValidationError("--list-separator must not be empty.")
            }
            options.listSeparator = listSeparator
        }
        options.countsRepeats = countRepeats
    }
}

/// What a double quote is in columns.
enum Quoting: String, ExpressibleByArgument, CaseIterable { case double, none }

/// What stands before the fraction of a number.
enum DecimalMark: String, ExpressibleByArgument, CaseIterable { case point, comma }

extension TextEncoding: ExpressibleByArgument {
    /// Reads the usual names of encodings.
    public init?(argument: String) { self.init(name: argument) }
}
