import Foundation
import Ingest
import Interest
import Mongo
import Repositories

/// One restore. Everything is read and checked before the first write, and everything written is
/// read back and checked again.
struct RestoreRun: Sendable {
    /// The maximum length of a line in bytes: 16 MB of BSON, as extended JSON.
    private static let lineLengthMax = 192 << 20
    /// The limits of one batch: the number of documents and the bytes of text.
    private static let batchDocuments = 1000
    private static let batchBytes = 16 << 20

    let manifest: BackupManifest
    let folder: URL
    let repositories: MongoRepositories

    /// The outcome of a restore.
    struct Outcome: Sendable {
        var documents = 0
        /// The number of documents of users who were erased from this database since the backup.
        var leftOut = 0
    }

    /// Reads all files and checks them against the manifest.
    func check(keepingOut keptOut: KeptOut) async throws {
        let line = Progress()
        defer { line.clear() }
        for collection in manifest.collections {
            var digest = CollectionDigest()
            try await read(collection) { documents in
                for document in documents { digest.add(document) }
                line.draw(nil, "checking \(collection.name): \(digest.documents.grouped)")
                if collection.name == Schema.forgotten {
                    try keptOut.require(saltOf: documents.first { Self.isFence($0) })
                }
            }
            guard digest.documents == collection.documents, digest.text == collection.sha256 else {
                throw Failure(
                    "\(collection.file) does not match the manifest: it is damaged, and nothing "
                        + "was restored")
            }
        }
    }

    /// Replaces the contents of the database.
    func replaceAll(keepingOut keptOut: KeptOut) async throws -> Outcome {
        let store = repositories.store
        try await store.perform(RestoreCheckpoint.Put(folder: folder.path))
        // The list of erased users is not dropped: an interrupted restore must not lose it.
        let kept = keptOut.count > 0 ? Schema.forgotten : nil
        for name in try await repositories.collections() where name != kept {
            try await store.perform(DropCollection(name))
        }
        var outcome = Outcome()
        for collection in manifest.collections {
            if collection.name == kept {
                try await read(collection) { try await store.perform(KeptOut.Merge($0)) }
                continue
            }
            try await store.perform(CreateCollection(collection.name))
            try await load(collection, keepingOut: keptOut, &outcome)
        }
        try await repositories.makeIndexes()
        try await store.perform(KeptOut.RaiseFence())
        let retention = manifest.retention.map { Interval(milliseconds: $0) }
        try await repositories.behaviors.setRetention(retention)
        try await store.perform(RestoreCheckpoint.Remove())
        return outcome
    }

    private func load(
        _ collection: BackupManifest.Collection, keepingOut keptOut: KeptOut,
        _ outcome: inout Outcome
    ) async throws {
        let line = Progress()
        defer { line.clear() }
        var wanted = CollectionDigest()
        var leftOut = 0
        try await read(collection) { documents in
            let mine = documents.filter { !keptOut.concern($0, of: collection.name) }
            leftOut += documents.count - mine.count
            guard !mine.isEmpty else { return }
            for document in mine { wanted.add(document) }
            _ = try await repositories.store.perform(
                InsertMany(collection.name, documents: mine, ordered: true))
            line.draw(
                Double(wanted.documents) / Double(max(1, collection.documents)),
                "\(collection.name): \(wanted.documents.grouped) documents")
        }
        let found = DigestTaker()
        try await repositories.store.perform(
            ScanDatabase([collection.name]) { found.take($0) })
        guard found.digest.text == wanted.text else {
            throw Failure(
                "\(collection.name) does not contain what was written to it: another program may "
                    + "be writing to this database; stop it and restore again with --yes")
        }
        outcome.documents += wanted.documents
        outcome.leftOut += leftOut
    }

    private func read(
        _ collection: BackupManifest.Collection, _ body: ([BSON]) async throws -> Void
    ) async throws {
        let path = folder.appending(path: collection.file).path
        do {
            let file = try LineFile(path, lengthMax: Self.lineLengthMax)
            while true {
                let lines = try await file.next(
                    atMost: Self.batchDocuments, bytes: Self.batchBytes)
                guard !lines.isEmpty else { return }
                try Task.checkCancellation()
                try await body(lines.map { try ExactJSON.document(of: $0) })
            }
        } catch let error as StoreError where error.code == .malformed {
            throw Failure("\(path) is damaged: \(error)")
        }
    }

    private static func isFence(_ document: BSON) -> Bool {
        let id = try? document.read { (reader) throws(StoreError) in try reader.string("_id") }
        return id == "fence"
    }
}
