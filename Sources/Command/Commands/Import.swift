import ArgumentParser
import Ingest
import Interest
import Repositories

/// `ebb import FILE…`: behaviors, or items with --items, into the store.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports behaviors (or items, or profiles) from files or standard input.",
        discussion: """
            JSON Lines, a JSON array, or columns with any delimiter, plain, gzip or zstd: all \
            found by looking at the file, and said before the first write. A behavior has a \
            user, an item, an action, a time, and where it has them a value and an id (event) of \
            its own. Gorse's, Metarank's and MovieLens' files are known as they are; for others \
            --map, --columns, --action and --action-map say what is what. Bad lines are counted \
            and named, never silently skipped; --rejects keeps them all.

            Items change field by field: what a file does not have stays as it is, and an empty \
            column or a null clears a field. A file with one property a line (time, item, \
            property, value) is known as it is, and the newest value counts.

            Imports of files are kept in a journal: one that was killed goes on where it stopped, \
            and the same behaviors again change nothing, whatever the file is called. What \
            standard input brings is not known beforehand, so it is not in the journal; behaviors \
            that are in the log already are not added again either way.

            Ratings are taken on the scale of 0 to 10. MovieLens', Amazon's and Yelp's stars are \
            known to end at 5; for other sources with another scale say so (--normalize 5).

            Models (--models) keep their version where it is newer than all there are, else they \
            get the next: what was brought in last serves. A model that is there changes nothing.

              ebb import ratings.dat.gz --columns user,item,value,time --action rating
              ebb import --items movies.dat.gz --columns item,title,categories
              ebb import --items prices.csv --label price=number
              ebb import --items sold-out.csv --delete
              ebb import ml-32m/ratings.csv
              ebb import logs/ --dry-run
              ebb import events.csv --map user=visitorid,item=itemid,action=event,time=timestamp \\
                --action-map view=browse,transaction=purchase
              zcat events.jsonl.gz | ebb import - --max-errors 100 --rejects bad.jsonl
            """)

    @Argument(
        help: ArgumentHelp(
            "The files; a folder is all files in it, - is standard input.", valueName: "file"))
    var files: [String] = []

    @Flag(help: "The files hold items (title, categories, labels) and not behaviors.")
    var items = false

    @Flag(help: "The files hold users' profiles (labels, comment) and not behaviors.")
    var profiles = false

    @Flag(help: "The files hold models as ebb export models writes them.")
    var models = false

    @Flag(help: "Read everything and say what would be done, but write nothing to the store.")
    var dryRun = false

    @Flag(help: "Import from the beginning, also what the journal says is imported.")
    var again = false

    @Flag(
        help: """
            Replace what was there: remove the behaviors that the same file brought when it was \
            read in another way; of items, clear the fields that the file does not have.
            """)
    var replace = false

    @Flag(help: "Show the last imports in the journal.")
    var list = false

    @OptionGroup var layout: FormatOptions
    @OptionGroup(title: "Items") var itemOptions: ItemOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    var kind: ImportKind { items ? .items : profiles ? .profiles : .behaviors }

    private func importOptions() throws -> ImportOptions {
        var options = try layout.importOptions()
        try itemOptions.set(&options)
        options.replaces = replace
        return options
    }

    func validate() throws {
        _ = try importOptions()
        guard items || itemOptions.given.isEmpty else {
            throw ValidationError("--label and --delete are for --items.")
        }
        guard !(replace && again) || items else {
            throw ValidationError(
                "--again adds to what the file brought before, --replace puts it in its place: "
                    + "choose one.")
        }
        guard list != !files.isEmpty else {
            throw ValidationError(
                list ? "--list takes no files." : "Name the files to import, or - or --list.")
        }
        guard [items, profiles, models].count(where: \.self) <= 1 else {
            throw ValidationError("Files hold either --items or --profiles or --models.")
        }
    }

    func run() async throws {
        if list { return try await showJournal() }
        let options = try importOptions()
        if models { return try await bringModels(try ImportSource.all(files)) }
        let found = try ImportSource.found(files) {
            tellPassed($0, "it is no log by its name")
        }
        let answers = try await Session.open(store, prepares: !dryRun) { session in
            var run = ImportRun(
                kind: kind, options: options, rejectsPath: layout.rejects, again: again,
                style: .fitting(output.format),
                repositories: session.repositories)
            var answers: [ImportAnswer] = []
            var foreign: [ImportAnswer] = []
            for entry in found {
                let answer =
                    dryRun
                    ? try await run.rehearse(entry.source) : try await run.bring(entry.source)
                if entry.isInFolder, answer.isForeign {
                    tellPassed(answer.source, answer.failure ?? "")
                    foreign.append(answer)
                    continue
                }
                answers.append(answer)
                if answer.failure != nil { break }
            }
            // Where nothing was a log, what each lacks is the answer.
            return answers.isEmpty ? foreign : answers
        }
        if output.format == .json {
            try Output.json(answers)
        } else {
            print(ImportSummary(answers).text)
        }
        if answers.contains(where: { $0.failure != nil || ($0.rejected > 0 && !$0.already) }) {
            throw ExitCode.failure
        }
    }

    /// Says that a file of a folder was left out, in the shape that the answer will have.
    private func tellPassed(_ path: String, _ reason: String) {
        let words = "skipped: \(reason)"
        guard output.format == .json else { return Output.news("\(path): \(words)") }
        let line = try? Output.line(["source": path, "passed": reason])
        Output.news(line ?? "\(path): \(words)")
    }

    private func bringModels(_ sources: [ImportSource]) async throws {
        let answers = try await Session.open(store, prepares: !dryRun) { session in
            let run = ModelImport(
                repository: session.repositories.models, isDry: dryRun,
                limits: try layout.importOptions().limits)
            var answers: [ModelImportAnswer] = []
            for source in sources {
                answers.append(try await run.bring(source))
                if answers.last?.failure != nil { break }
            }
            return answers
        }
        if output.format == .json {
            try Output.json(answers)
        } else {
            print(answers.map(\.text).joined(separator: "\n"))
        }
        if answers.contains(where: { $0.failure != nil }) { throw ExitCode.failure }
    }

    private func showJournal() async throws {
        let entries = try await Session.with(store) { repositories in
            try await repositories.imports.newest(JournalAnswer.countMax)
        }
        let answer = JournalAnswer(entries)
        if output.format == .json { try Output.json(answer.imports) } else { print(answer.text) }
    }
}
