import ArgumentParser
import Foundation
import Interest
import Mongo
import Repositories

/// `ebb restore FOLDER`: a backup into a database.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings a backup into an empty database, bit for bit.",
        discussion: """
            All files are read and held against the manifest before the first write, and what was \
            written is read again. A database that is not empty is only replaced where that is \
            said (--yes, or the answer on a terminal). While a restore is under way, and after \
            one that was broken off, no other command opens the database; the same again begins \
            anew. Stop servers on this database before.

            People who were erased from the database that is replaced, since the backup or \
            before, stay erased: what the backup has of them is left out, and counted. An empty \
            database knows nobody who was erased after the backup.

              ebb restore /backups/2026-05-01 --database-name copy
            """)

    @Argument(help: ArgumentHelp("The folder that ebb backup made.", valueName: "folder"))
    var folder: String

    @Flag(help: "Replaces what is in the database without asking.")
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
                        + (broken == nil ? "" : " (a restore was broken off)")
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

/// What `ebb restore` answers.
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

    /// The answer for a person.
    var text: String {
        let rest =
            leftOut == 0
            ? ""
            : "\n\(leftOut.grouped) were left out: they are of people who were erased since"
        return "\(documents.grouped) documents as of \(taken) restored from \(folder) in "
            + "\(Output.number(seconds, digits: 1)) s, and read again: all as in the manifest"
            + rest
    }
}
