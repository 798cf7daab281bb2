import ArgumentParser
import Ingest
import Interest
import Repositories

/// `ebb import FILE…`: behaviours, or items with --items, into the store.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Imports behaviours (or items) from files or standard input.",
        discussion: """
            JSON Lines or columns with any delimiter, plain or gzip, found by looking at the file. \
            A behaviour has a user, an item, an action, a time, and where it has them a value and \
            an id (event) of its own. Bad lines are counted and named, never silently skipped. The \
            same import again adds nothing.

              ebb import ratings.dat.gz --columns user,item,value,time --action rating
              ebb import --items movies.dat.gz --columns item,title,categories
              zcat events.csv.gz | ebb import - --map user=visitorid,item=itemid
            """)

    @Argument(help: ArgumentHelp("The files; - is standard input.", valueName: "file"))
    var files: [String]

    @Flag(help: "The files hold items (title, categories, labels) and not behaviours.")
    var items = false

    @OptionGroup var layout: FormatOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws { _ = try layout.importOptions() }

    func run() async throws {
        let importer = Importer(try layout.importOptions())
        let reports = try await Session.with(store) { repositories in
            var reports: [ImportAnswer] = []
            for file in files {
                reports.append(try await read(ImportSource(file), importer, into: repositories))
                if reports.last?.failure != nil { break }
            }
            return reports
        }
        if output.format == .json {
            try Output.json(reports)
        } else {
            print(reports.map(\.text).joined(separator: "\n\n"))
        }
        if reports.contains(where: { $0.failure != nil || $0.rejected > 0 }) {
            throw ExitCode.failure
        }
    }

    private func read(
        _ source: ImportSource, _ importer: Importer, into repositories: MongoRepositories
    ) async throws -> ImportAnswer {
        let progress = ImportWatch(source.name, noun: items ? "items" : "behaviours")
        defer { progress.finish() }
        let start = ContinuousClock.now
        do {
            let report: ImportReport
            if items {
                report = try await importer.importItems(
                    from: source, into: repositories.items, progress: progress.saw)
            } else {
                let settings = try await repositories.settings.settings()
                let admission = Admission(gains: settings.gains, now: .now)
                report = try await importer.importBehaviors(
                    from: source, admission: admission, into: repositories.behaviors,
                    progress: progress.saw)
            }
            return ImportAnswer(report, items: items, took: ContinuousClock.now - start)
        } catch let failure as ImportFailure {
            return ImportAnswer(
                failure.report, items: items, took: ContinuousClock.now - start,
                failure: failure.description)
        }
    }
}
