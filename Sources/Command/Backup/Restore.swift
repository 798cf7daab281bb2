import ArgumentParser
import Foundation
import Interest
import Mongo
import Repositories

/// `ebb restore FOLDER`: loads a backup into a database.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Restores a backup into an empty database, exact to the bit.",
        discussion: """
            All files are read and checked against the manifest before the first write, and the \
            written documents are read back and checked again. A database that is not empty is \
            replaced only after confirmation (--yes, or an answer on the terminal). During a \
            restore, and after an interrupted one, no other command can open the database; run \
            the restore again to start over. Stop all servers on this database first.

            Users who were erased from the replaced database stay erased: their documents in the \
            backup are skipped and counted. An empty database has no record of the users who were \
            erased after the backup.

              ebb restore /backups/2026-05-01 --database-name copy
            """)

    @Argument(help: ArgumentHelp("The folder that ebb backup wrote.", valueName: "folder"))
    var folder: String

    @Flag(help: "Replace the database without asking.")
    var yes = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let start = ContinuousClock.now
        let place = URL(fileURLWithPath: folder, isDirectory: true)
        let manifest = try BackupManifest.read(in: place)
        let yes = yes
        let outcome = try await Session.open(store, prepares: false) { session in
            let repositories = session.repositories
            let occupied = try await repositories.occupied()
            let broken = try await repositories.brokenRestore()
            if !occupied.isEmpty || broken != nil {
                try Confirmation.require(
                    "The database \(session.databaseName) is not empty"
                        + (broken == nil ? "" : " (a restore was interrupted)")
                        + ": \(occupied.joined(separator: ", ")). Replace all of it?", given: yes)
            }
            let keptOut = try await session.store.perform(KeptOut.Read())
            let run = RestoreRun(
                manifest: manifest, folder: place, repositories: repositories)
            try await run.check(keepingOut: keptOut)
            return try await run.replaceAll(keepingOut: keptOut)
        }
        let answer = RestoreAnswer(
            manifest, outcome, folder: place.path, took: ContinuousClock.now - start)
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }
}

/// The answer of `ebb restore`.
private struct RestoreAnswer: Encodable {
    let folder: String
    let taken: String
    let documents: Int
    let leftOut: Int
    let seconds: Double

    init(_ manifest: BackupManifest, _ outcome: RestoreRun.Outcome, folder: String, took: Duration)
    {
        self.folder = folder
        taken = manifest.taken
        documents = outcome.documents
        leftOut = outcome.leftOut
        seconds = took / .seconds(1)
    }

    /// The answer as text for people.
    var text: String {
        let rest =
            leftOut == 0
            ? ""
            : "\n\(leftOut.grouped) were skipped: they belong to users who were erased since"
        return "\(documents.grouped) documents as of \(taken) restored from \(folder) in "
            + "\(Output.number(seconds, digits: 1)) s and verified against the manifest"
            + rest
    }
}
