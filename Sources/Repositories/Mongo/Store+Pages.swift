internal import Interest
internal import Mongo
internal import Work

extension Store {
    /// All documents of a collection in pages by `_id`, each with its own find.
    func scan<Document: BSONDecodable>(
        _ collection: String, batch: Int, where condition: (inout BSONWriter) -> Void = { _ in },
        id: (Document) -> String,
        _ take: ([Document]) async throws -> Bool
    ) async throws {
        var last: String?
        while true {
            let page: [Document] = try await page(
                collection, after: last, limit: batch, as: .background, where: condition)
            guard let end = page.last else { return }
            last = id(end)
            guard try await take(page) else { return }
        }
    }

    /// The next documents, by `_id`.
    func page<Document: BSONDecodable>(
        _ collection: String, after id: String?, limit: Int,
        as work: WorkClass = .interactive,
        where condition: (inout BSONWriter) -> Void = { _ in }
    ) async throws(RepositoryError) -> [Document] {
        guard limit > 0 else { return [] }
        let filter = BSON { document in
            condition(&document)
            guard let id else { return }
            document.document("_id") { $0.append("$gt", id) }
        }
        let options = FindOptions(sort: Schema.ascending("_id"), limit: limit)
        return try await ask(
            Find<Document>(collection, filter: filter, options: options), as: work)
    }
}

/// Reads a document and replaces it with the result of `change`; false when it does not exist, or
/// when `change` returns nil. Meant for use in a transaction.
struct Edit<Document: BSONDecodable>: Operation {
    private let collection: String
    private let id: String
    private let change: @Sendable (Document) -> BSON?

    init(_ collection: String, id: String, _ change: @escaping @Sendable (Document) -> BSON?) {
        self.collection = collection
        self.id = id
        self.change = change
    }

    func execute(on client: inout Client) throws(StoreError) -> Bool {
        let filter = BSON { $0.append("_id", id) }
        let find = FindOne<Document>(collection, filter: filter)
        guard let found = try find.execute(on: &client), let changed = change(found) else {
            return false
        }
        _ = try ReplaceOne(collection, filter: filter, replacement: changed)
            .execute(on: &client)
        return true
    }
}
