internal import Hashing
public import Interest
internal import Mongo

// A model goes from store to store in the parts in which GridFS keeps it, so that neither end holds
// more than a few of them, however large it is.

extension MongoModelRepository {
    /// How many parts travel together.
    private static let partsBatch = 8

    /// Every version that is kept, by recommender, then version.
    public func versionsInOrder() async throws(RepositoryError) -> [ModelSummary] {
        try await store.ask(FindModels(recommender: nil, limit: 0)).map(\.summary).sorted {
            ($0.recommender, $0.version) < ($1.recommender, $1.version)
        }
    }

    /// Lends the payload of a version part by part, each but the last as long as the first.
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
                        sort: Schema.ascending("files_id", "n"), limit: Self.partsBatch)))
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

    /// The SHA-256 of a version's payload, in hexadecimal digits.
    public func digest(of summary: ModelSummary) async throws -> String {
        let hash = RunningDigest()
        try await scan(summary) { await hash.add($0) }
        return await hash.text
    }

    /// The version under which the store has this very model, whatever its number was elsewhere.
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

    /// Begins to bring a model in from elsewhere.
    public func upload(_ summary: ModelSummary) async throws(RepositoryError) -> ModelUpload {
        for (collection, index) in FilePart.indexes {
            try await store.ask(CreateIndexes(collection, [index]))
        }
        return ModelUpload(summary, in: store)
    }
}

/// A model on its way in: nobody sees any of it before ``finish()``.
public actor ModelUpload {
    /// What GridFS takes for one part unless told otherwise.
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

    /// Takes the next part; each but the last must be as long as the first.
    public func append(_ part: [UInt8]) async throws(RepositoryError) {
        let whole = partLength ?? part.count
        guard !isEnded, !part.isEmpty, part.count <= whole else {
            throw RepositoryError(.malformed, "part \(count) of the model \(name) is out of place")
        }
        partLength = whole
        isEnded = part.count < whole
        let document = FilePart(number: count, bytes: part).bson(of: file)
        _ = try await store.ask(InsertMany(Schema.modelFileParts, documents: [document]))
        await hash.add(part)
        count += 1
        length += part.count
    }

    /// Makes it a version: its own where that is newer than all there are, else the next, so that
    /// what was brought in last serves. Older versions beyond the last few are taken away.
    public func finish(digest: String) async throws(RepositoryError) -> Int {
        guard length == summary.size, await hash.text == digest else {
            throw RepositoryError(
                .malformed, "the model \(name) is not whole: its bytes and its digest differ")
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
            .conflict, "others keep saving models of \(summary.recommender): import again later")
    }

    /// Takes away what has come so far; nothing once it is a version.
    public func abandon() async {
        guard !isPlaced else { return }
        // What stays nobody reads, and doctor finds it.
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
