package import Interest
package import Mongo

/// The remains of killed saves: files without a model, and models with an incomplete file.
package struct HalfModels: Hashable, Sendable {
    /// Models with an incomplete file.
    package var broken: [ModelSummary] = []
    fileprivate var brokenFiles: [FileID] = []
    /// Files, or parts of files, without a model.
    package var strays: [FileID] = []

    /// Whether there are no remains.
    package var isEmpty: Bool { broken.isEmpty && strays.isEmpty }
}

extension MongoModelRepository {
    /// How long a file without a model may still be one that is being written.
    package static let uploadMax = Interval.hours(1)

    /// Checks every model and every file, but not files that were started after `now - uploadMax`.
    package func halfModels(now: Timestamp) async throws(RepositoryError) -> HalfModels {
        try await store.ask(FindHalfModels(begunBefore: now - Self.uploadMax))
    }

    /// Deletes the remains. A damaged model was not in use, but the version before or after it.
    package func remove(_ half: HalfModels) async throws(RepositoryError) {
        try await store.ask(RemoveHalfModels(half: half))
    }
}

private struct FindHalfModels: Operation {
    let begunBefore: Timestamp

    func execute(on client: inout Client) throws(StoreError) -> HalfModels {
        // Models first: a file whose model is saved after this is too new to be checked.
        let found = try Sift<ModelDocument>(Schema.models, filter: .empty).execute(on: &client)
        let models = found.documents()
        let records = try Find<FileRecord>(Schema.modelFileRecords, filter: .empty)
            .execute(on: &client)
        let parts = try Aggregate<FileSize>(
            Schema.modelFileParts, pipeline: [FileSize.grouping]
        ).execute(on: &client)
        let recorded = Dictionary(records.map { ($0.file, $0.length) }) { first, _ in first }
        let stored = Dictionary(parts.map { ($0.file, $0.bytes) }) { first, _ in first }
        var half = HalfModels()
        for model in models {
            let size = model.summary.size
            guard recorded[model.file] == size, stored[model.file, default: 0] == size else {
                half.broken.append(model.summary)
                half.brokenFiles.append(model.file)
                continue
            }
        }
        // A malformed document may name a file that would then be taken for a stray.
        guard found.malformed().isEmpty else { return half }
        let named = Set(models.map(\.file))
        half.strays = Set(recorded.keys).union(stored.keys).subtracting(named)
            .filter { $0.begun < begunBefore }
            .sorted { $0.description < $1.description }
        return half
    }
}

private struct RemoveHalfModels: Operation {
    let half: HalfModels

    func execute(on client: inout Client) throws(StoreError) {
        for model in half.broken {
            let id = ModelDocument.id(model.recommender, model.version)
            let filter = BSON { $0.append("_id", id) }
            _ = try DeleteMany(Schema.models, filter: filter).execute(on: &client)
        }
        for file in half.brokenFiles + half.strays {
            let own = BSON { $0.append("files_id", file) }
            _ = try DeleteMany(Schema.modelFileParts, filter: own).execute(on: &client)
            let record = BSON { $0.append("_id", file) }
            _ = try DeleteMany(Schema.modelFileRecords, filter: record).execute(on: &client)
        }
    }
}

private struct FileRecord: BSONDecodable {
    let file: FileID
    let length: Int

    init(reading document: borrowing BSONReader) throws(StoreError) {
        file = try document.fileID("_id")
        length = Int(try document.int64("length"))
    }
}

/// The number of stored bytes of a file.
private struct FileSize: BSONDecodable {
    let file: FileID
    let bytes: Int

    init(reading document: borrowing BSONReader) throws(StoreError) {
        file = try document.fileID("_id")
        bytes = Int(try document.int64("bytes"))
    }

    static var grouping: BSON {
        BSON { stage in
            stage.document("$group") { group in
                group.append("_id", "$files_id")
                group.document("bytes") { sum in
                    sum.document("$sum") { $0.append("$binarySize", "$data") }
                }
            }
        }
    }
}

extension FileID {
    /// The time of its creation, from its first four bytes.
    fileprivate var begun: Timestamp {
        Timestamp(seconds: bytes.prefix(4).reduce(0) { $0 << 8 | Int64($1) })
    }
}
