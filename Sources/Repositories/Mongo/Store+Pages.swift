internal import Interest
internal import Mongo
internal import Work

// A page leaves out malformed documents and goes on behind them, so a caller who gets fewer than it
// asked for has reached the end. Ids of other types than a string belong to no document of Ebb: a
// comparison with a string leaves them out, and `ebb doctor` names them.

extension Store {
    /// How many finds a page may take: more only where nearly everything is malformed.
    private static let pageFindsMax = 100
    /// How many documents a find of a page has at least, after one with malformed documents.
    private static let refillMin = 1000

    /// All documents of a collection in pages by `_id`, each with its own find.
    func scan<Document: BSONDecodable>(
        _ collection: String, batch: Int, where condition: (inout BSONWriter) -> Void = { _ in },
        id: (Document) -> String,
        _ take: ([Document]) async throws -> Bool
    ) async throws {
        var last: String?
        while true {
            let page: [Sound<Document>] = try await find(
                collection, after: last, limit: batch, as: .background, where: condition)
            guard let end = page.last else { return }
            last = try end.key(id)
            guard try await take(page.documents()) else { return }
        }
    }

    /// The next documents, by `_id`.
    func page<Document: BSONDecodable>(
        _ collection: String, after id: String?, limit: Int,
        as work: WorkClass = .interactive,
        where condition: (inout BSONWriter) -> Void = { _ in },
        id key: (Document) -> String
    ) async throws(RepositoryError) -> [Document] {
        guard limit > 0 else { return [] }
        var documents: [Document] = []
        var last = id
        for _ in 0..<Self.pageFindsMax {
            let wanted = documents.isEmpty && last == id ? limit : max(limit, Self.refillMin)
            let found: [Sound<Document>] = try await find(
                collection, after: last, limit: wanted, as: work, where: condition)
            documents += found.documents().prefix(limit - documents.count)
            guard documents.count < limit, found.count == wanted, let end = found.last else {
                return documents
            }
            last = try end.key(key)
        }
        throw RepositoryError(
            .malformed, "too many documents of \(collection) are malformed: see ebb doctor")
    }

    private func find<Document: BSONDecodable>(
        _ collection: String, after id: String?, limit: Int, as work: WorkClass,
        where condition: (inout BSONWriter) -> Void
    ) async throws(RepositoryError) -> [Sound<Document>] {
        let filter = BSON { document in
            condition(&document)
            document.document("_id") { $0.append(id == nil ? "$gte" : "$gt", id ?? "") }
        }
        let options = FindOptions(sort: Schema.ascending("_id"), limit: limit)
        return try await ask(
            Sift<Document>(collection, filter: filter, options: options), as: work)
    }
}

extension Sound {
    /// The id of a document whose ids are strings.
    fileprivate func key(_ id: (Document) -> String) throws(RepositoryError) -> String {
        switch self {
        case .sound(let document): return id(document)
        case .malformed(let document):
            do throws(StoreError) {
                return try document.place.read { (place) throws(StoreError) in
                    try place.string("_id")
                }
            } catch {
                throw RepositoryError(StoreError(document))
            }
        }
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
