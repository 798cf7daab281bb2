internal import Interest
package import Mongo
internal import Work

/// What a look at every document of a collection found.
package struct MalformedReport: Sendable {
    /// How many malformed documents are kept; all are counted.
    package static let keptMax = 100

    /// How many documents were decoded.
    package private(set) var documents = 0
    /// How many of them are malformed.
    package private(set) var count = 0
    /// The first malformed ones.
    package private(set) var malformed: [MalformedDocument] = []

    /// Nothing yet.
    package init() {}

    fileprivate mutating func add(_ page: [MalformedDocument?], of collection: String) {
        documents += page.count
        for var document in page.compactMap(\.self) {
            count += 1
            guard malformed.count < Self.keptMax else { continue }
            document.collection = collection
            malformed.append(document)
        }
    }
}

extension MongoRepositories {
    /// How many documents are read at once.
    private static let malformedBatch = 1000

    /// Collections of which a large store has millions of documents.
    package static let largeCollections = [Schema.behaviors, Schema.weights, Schema.embeddings]

    /// The collections whose documents have one shape, without the large ones.
    package static let smallCollections = shapes.keys.filter { !largeCollections.contains($0) }
        .sorted()

    /// The type by which the documents of a collection are decoded. (`settings` and `forgotten`
    /// have documents of several kinds, of which a malformed one ends whatever needs it.)
    private static let shapes: [String: any BSONDecodable.Type] = [
        Schema.behaviors: LoggedBehavior.self, Schema.weights: WeightDocument.self,
        Schema.profiles: ProfileDocument.self, Schema.items: ItemDocument.self,
        Schema.models: ModelDocument.self, Schema.imports: ImportDocument.self,
        Schema.trainings: TrainingDocument.self, Schema.jobs: JobDocument.self,
        Schema.audit: AuditDocument.self, Schema.keys: KeyDocument.self,
        Schema.embeddings: VectorDocument.self, Schema.spending: SpendingDocument.self,
        Schema.servers: ServerDocument.self, Schema.follows: FollowDocument.self,
    ]

    /// Decodes every document of collections, page by page, and says which are malformed.
    package func malformedDocuments(
        in collections: [String], progress: @Sendable (MalformedReport) throws -> Void = { _ in }
    ) async throws -> MalformedReport {
        var report = MalformedReport()
        for collection in collections {
            guard let shape = Self.shapes[collection] else { continue }
            try await look(at: collection, as: shape, &report, progress)
        }
        return report
    }

    private func look<Document: BSONDecodable>(
        at collection: String, as shape: Document.Type, _ report: inout MalformedReport,
        _ progress: @Sendable (MalformedReport) throws -> Void
    ) async throws {
        let keys = Schema.ascending("_id")
        var last: BSON?
        while true {
            try Task.checkCancellation()
            // `min` is inclusive, so a page begins with the document behind which it should begin.
            let options = FindOptions(
                sort: keys, limit: Self.malformedBatch + (last == nil ? 0 : 1), hint: keys,
                min: last)
            var page = try await store.ask(
                Find<Looked<Document>>(collection, filter: .empty, options: options),
                as: .maintenance)
            if let last, page.first?.id == last { page.removeFirst() }
            guard let end = page.last else { return }
            last = end.id
            report.add(page.map(\.malformed), of: collection)
            try progress(report)
        }
    }
}

/// The id of a document, whatever its type, and what is wrong with the document.
private struct Looked<Document: BSONDecodable>: BSONDecodable {
    let id: BSON
    let malformed: MalformedDocument?

    init(reading document: borrowing BSONReader) throws(StoreError) {
        id = try document.only("_id")
        malformed = try Sound<Document>(reading: document).malformed
    }
}
