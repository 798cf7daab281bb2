import ArgumentParser
import Ingest
import Interest

/// `ebb inspect FILE`: what a file is and how to import it, without a store.
struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what a file of behaviors is, and prints the command that imports it.",
        discussion: """
            Reads the file to its end and stores nothing: its format and encoding, its columns \
            with samples and what they are taken for, the times, users, items and actions, what is \
            suspicious, and the one command that imports it. The flags of ebb import are \
            understood, to try them.

              ebb inspect events.csv
              ebb inspect events.csv --map user=visitorid,item=itemid --format json
            """)

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var file: String

    @OptionGroup var layout: FormatOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try layout.importOptions()
        guard file != "-" else {
            throw ValidationError("A file is read twice, so it cannot come from a pipe.")
        }
    }

    func run() async throws {
        let options = try layout.importOptions()
        let inspection = try Inspection(of: ImportSource(file), options)
        let answer = InspectAnswer(file, inspection, options, flags: layout.given)
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
        if answer.problem != nil { throw ExitCode.failure }
    }
}
