import ArgumentParser
import Ingest
import Interest

/// `ebb inspect FILE`: what a file is and how to import it, without a store.
struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what a file is, and prints the command that imports it.",
        discussion: """
            Reads the file to its end and stores nothing: its format and encoding, its columns \
            with samples and what they are taken for, the times, users, items and actions, what is \
            suspicious, and the one command that imports it. The flags of ebb import are \
            understood, to try them.

              ebb inspect events.csv
              ebb inspect events.csv --map user=visitorid,item=itemid --format json
              ebb inspect --items products.jsonl
            """)

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var file: String

    @Flag(help: "The file holds items (title, categories, labels) and not behaviors.")
    var items = false

    @OptionGroup var layout: FormatOptions
    @OptionGroup(title: "Items") var itemOptions: ItemOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try importOptions()
        guard items || itemOptions.given.isEmpty else {
            throw ValidationError("--label and --delete are for --items.")
        }
        guard file != "-" else {
            throw ValidationError("A file is read twice, so it cannot come from a pipe.")
        }
    }

    private func importOptions() throws -> ImportOptions {
        var options = try layout.importOptions()
        try itemOptions.set(&options)
        return options
    }

    func run() async throws {
        let options = try importOptions()
        let inspection = try Inspection(of: ImportSource(file), options, isCatalog: items)
        let flags = (items ? ["--items"] : []) + layout.given + itemOptions.given
        let answer = InspectAnswer(file, inspection, options, flags: flags)
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
        if answer.problem != nil { throw ExitCode.failure }
    }
}
