import ArgumentParser
import Foundation
import Interest
import Mongo
import Repositories

/// `ebb backup FOLDER`: writes the database, as of one moment, into a folder.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the whole database, as of one moment, into a folder.",
        discussion: """
            Servers, imports and folds can keep running: the backup shows the database as of the \
            moment at which it began. Each collection becomes a file of compressed JSON Lines \
            (extended JSON, exact to the bit). The manifest with counts and digests is written \
            last: a folder without one is an incomplete backup.

            A backup must finish within the history window of the MongoDB server, which is five \
            minutes by default (minSnapshotHistoryWindowInSeconds). --window changes it while the \
            backup runs; the database user then needs the right to set parameters. A longer \
            window costs the server more memory and disk.

            The folder contains personal data, also of users who are erased later. Protect it \
            like the database, and delete it when it is no longer needed.

              ebb backup /backups/2026-05-01
              ebb backup /backups/2026-05-01 --window 1h
            """)

    @Argument(help: ArgumentHelp("A new or empty folder.", valueName: "folder"))
    var folder: String

    @Option(help: "The history window of the server during the backup: 30min, 2h.")
    var window: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let window = try window.map { text in
            guard let interval = Interval(text), SnapshotWindow.range ~= interval else {
                throw ValidationError("invalid --window: expected 1min to 7d, e.g. 1h")
            }
            return interval
        }
        let place = try Self.place(folder)
        let answer = try await Session.open(store) { session in
            try await SnapshotWindow.with(window, in: session.store) {
                try await Self.write(session, into: place)
            }
        }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }

    /// The folder, created when it is missing; only this user can read it.
    private static func place(_ path: String) throws -> URL {
        let folder = URL(fileURLWithPath: path, isDirectory: true)
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            let content = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            guard !content.contains(BackupManifest.fileName) else {
                throw Failure("\(folder.path) already contains a backup: choose another folder")
            }
            guard content.isEmpty else {
                throw Failure(
                    "\(folder.path) is not empty (an incomplete backup?): empty it or choose "
                        + "another folder")
            }
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure("cannot write to \(folder.path): \(error.localizedDescription)")
        }
        return folder
    }

    private static func write(_ session: Session, into folder: URL) async throws -> BackupAnswer {
        let (start, began) = (ContinuousClock.now, Timestamp.now)
        let repositories = session.repositories
        let collections = try await repositories.collections()
        let writer = BackupWriter(
            folder: folder, total: try await repositories.behaviors.count().behaviors)
        do {
            try await session.store.perform(
                ReadSnapshot(ScanDatabase(collections) { writer.take($0) }))
        } catch {
            // A write error says more than the read that was canceled because of it.
            try writer.abandon()
            guard error.code == .snapshotTooOld else { throw error }
            throw Failure("\(error); use --window to extend it during the backup")
        }
        let manifest = BackupManifest(
            storeFormat: StoreFormat.current.newest, ebb: Ebb.version,
            database: session.databaseName, taken: began.description,
            retention: try await repositories.behaviors.retention()?.milliseconds,
            collections: try writer.finish())
        try manifest.write(in: folder)
        return BackupAnswer(manifest, folder: folder.path, took: ContinuousClock.now - start)
    }
}

/// The answer of `ebb backup`.
private struct BackupAnswer: Encodable {
    let folder: String
    let taken: String
    let documents: Int
    let bytes: Int
    let collections: [BackupManifest.Collection]
    let seconds: Double

    init(_ manifest: BackupManifest, folder: String, took: Duration) {
        self.folder = folder
        taken = manifest.taken
        documents = manifest.documents
        bytes = manifest.collections.map(\.bytes).reduce(0, +)
        collections = manifest.collections
        seconds = took / .seconds(1)
    }

    /// The answer as text for people.
    var text: String {
        var table = Table(("COLLECTION", .left), ("DOCUMENTS", .right), ("BYTES", .right))
        for collection in collections {
            table.add(
                collection.name.fitted(to: 40), collection.documents.grouped,
                collection.bytes.grouped)
        }
        return table.text + "\n\n\(documents.grouped) documents as of \(taken) in \(folder), in "
            + "\(Output.number(seconds, digits: 1)) s"
    }
}
