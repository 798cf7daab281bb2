internal import Hashing
public import Interest
internal import Mongo
internal import Work

// A model is copied between stores in its GridFS parts, so that neither side holds more than a few
// parts in memory, however large the model is.

extension MongoModelRepository {
    /// The number of parts in one batch.
    private static let partsBatch = 8

    /// All stored versions, by recommender, then version.
    public func versionsInOrder() async throws(RepositoryError) -> [ModelSummary] {
        try await store.ask(FindModels(recommender: nil, limit: 0)).map(\.summary).sorted {
            ($0.recommender, $0.version) < ($1.recommender, $1.version)
        }
    }

    /// Lends the payload of a version in parts, all of the same length except the last.
    public func scan(
        _ summary: ModelSummary, _ take: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        let id = BSON { $0.append("_id", ModelDocument.id(summary.recommender, summary.version)) }
        let find = FindOne<ModelDocument>(Schema.models, filter: id)
        guard let file = try await store.ask(find)?.file else {
            throw RepositoryError.goneModel(summary)
        }
        var (number, length) = (0, 0)
        while true {
            let page = try await store.ask(
                Find<FilePart>(
                    Schema.modelFileParts, filter: FilePart.of(file, from: number),
                    options: FindOptions(
                        sort: Schema.ascending("files_id", "n"), limit: Self.partsBatch)),
                as: .background)
            for part in page {
                guard part.number == number else { throw RepositoryError.goneModel(summary) }
                try await take(part.bytes)
                number += 1
                length += part.bytes.count
            }
            if page.count < Self.partsBatch { break }
        }
        guard length == summary.size else { throw RepositoryError.goneModel(summary) }
    }

    /// The SHA-256 of the payload of a version, in hexadecimal digits.
    public func digest(of summary: ModelSummary) async throws -> String {
        let hash = RunningDigest()
        try await scan(summary) { await hash.add($0) }
        return await hash.text
    }

    /// The version of an identical model in this store, even if it has another number elsewhere.
    public func version(of summary: ModelSummary, digest: String) async throws -> Int? {
        for known in try await versionsInOrder() {
            var same = summary
            same.version = known.version
            if same == known, try await self.digest(of: known) == digest { return known.version }
        }
        return nil
    }

    /// Deletes one version: the document first, then its file.
    public func discard(_ summary: ModelSummary) async throws(RepositoryError) {
        let id = BSON { $0.append("_id", ModelDocument.id(summary.recommender, summary.version)) }
        let find = FindOne<ModelDocument>(Schema.models, filter: id)
        guard let file = try await store.ask(find)?.file else { throw .goneModel(summary) }
        _ = try await store.ask(DeleteMany(Schema.models, filter: id))
        try await store.ask(DeleteFile(bucket: Schema.modelFiles, file))
    }

    /// Starts the import of a model from another store.
    public func upload(_ summary: ModelSummary) async throws(RepositoryError) -> ModelUpload {
        for (collection, index) in FilePart.indexes {
            try await store.ask(CreateIndexes(collection, [index]))
        }
        return ModelUpload(summary, in: store)
    }
}

/// A running import of a model, which is invisible before ``finish(digest:)``.
public actor ModelUpload {
    /// The default part size of GridFS.
    private static let partLength = 255 << 10

    private let summary: ModelSummary
    private let store: Store
    private let file = FileID.next()
    private var partLength: Int?
    private var count = 0
    private var length = 0
    private var isEnded = false
    private var isPlaced = false
    private let hash = RunningDigest()

    init(_ summary: ModelSummary, in store: Store) {
        self.summary = summary
        self.store = store
    }

    /// Adds the next part; all parts except the last must have the same length.
    public func append(_ part: [UInt8]) async throws(RepositoryError) {
        let whole = partLength ?? part.count
        guard !isEnded, !part.isEmpty, part.count <= whole else {
            throw RepositoryError(.malformed, "unexpected part \(count) of the model \(name)")
        }
        partLength = whole
        isEnded = part.count < whole
        let document = FilePart(number: count, bytes: part).bson(of: file)
        _ = try await store.ask(InsertMany(Schema.modelFileParts, documents: [document]))
        await hash.add(part)
        count += 1
        length += part.count
    }

    /// Saves the model as a version: with its own number if that is the newest, else with the next
    /// number, so that the last import is in use. Deletes old versions beyond the last few.
    public func finish(digest: String) async throws(RepositoryError) -> Int {
        guard length == summary.size, await hash.text == digest else {
            throw RepositoryError(
                .malformed, "the model \(name) is damaged: its bytes do not match its digest")
        }
        let record = FilePart.record(
            file, name: name, length: length, partLength: partLength ?? Self.partLength,
            time: summary.time)
        _ = try await store.ask(InsertMany(Schema.modelFileRecords, documents: [record]))
        for _ in 0..<MongoModelRepository.attemptsMax {
            let newest = try await store.ask(
                FindModels(recommender: summary.recommender, limit: 1)
            ).first?.summary.version
            var placed = summary
            placed.version = max(summary.version, (newest ?? 0) + 1)
            let document = ModelDocument(summary: placed, file: file).bson
            let report = try await store.ask(InsertMany(Schema.models, documents: [document]))
            guard report.inserted == 1 else { continue }
            isPlaced = true
            try await store.ask(
                DropModels(
                    recommender: placed.recommender,
                    before: placed.version - modelVersionsKept + 1))
            return placed.version
        }
        throw RepositoryError(
            .conflict, "other processes keep saving \(summary.recommender): import again later")
    }

    /// Deletes the parts received so far; does nothing after ``finish(digest:)``.
    public func abandon() async {
        guard !isPlaced else { return }
        // Nothing reads the rest, and doctor finds it.
        let own = BSON { $0.append("files_id", file) }
        _ = try? await store.ask(DeleteMany(Schema.modelFileParts, filter: own))
        let record = BSON { $0.append("_id", file) }
        _ = try? await store.ask(DeleteMany(Schema.modelFileRecords, filter: record))
    }

    private var name: String { ModelDocument.id(summary.recommender, summary.version) }
}

/// SHA-256 over bytes as they come.
private actor RunningDigest {
    private var hash = SHA256()

    func add(_ bytes: [UInt8]) { hash.update(bytes) }

    var text: String { hash.finalize().hexadecimal }
}
