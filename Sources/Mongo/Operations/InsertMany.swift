/// The result of an insert.
public struct InsertReport: Sendable, Hashable {
    /// The number of inserted documents.
    public let inserted: Int
    /// The indices of the documents with a duplicate key.
    public let duplicates: [Int]
    /// The indices of the documents that the validator rejected; empty unless requested.
    public let refused: [Int]

    init(inserted: Int, duplicates: [Int], refused: [Int] = []) {
        self.inserted = inserted
        self.duplicates = duplicates
        self.refused = refused
    }
}

/// Inserts documents.
///
/// An unordered insert outside a transaction reports duplicate keys and inserts all other
/// documents; any other error is thrown. In an ordered insert or in a transaction (which the
/// server then aborts), a duplicate throws ``StoreError/Code/duplicateKey``.
public struct InsertMany: Operation {
    private let collection: String
    private let documents: [BSON]
    private let ordered: Bool
    private let reportsRefused: Bool

    /// Creates an insert of documents, each of which should have an `_id`. A document that the
    /// collection's validator rejects is an error, unless `reportsRefused` is true.
    public init(
        _ collection: String, documents: [BSON], ordered: Bool = false,
        reportsRefused: Bool = false
    ) {
        self.collection = collection
        self.documents = documents
        self.ordered = ordered
        self.reportsRefused = reportsRefused
    }

    /// Sends the documents, as many in one message as the server accepts.
    public func execute(on client: inout Client) throws(StoreError) -> InsertReport {
        var bulk = try BulkWrite(on: &client, collection, ordered: ordered)
        for document in documents { try bulk.insert(document) }
        let reply = try bulk.execute()
        if ordered || client.isInTransaction { try reply.requireSuccess() }
        let left = try reply.notInserted(of: documents.count, reportsRefused: reportsRefused)
        return InsertReport(
            inserted: reply.inserted, duplicates: left.duplicates, refused: left.refused)
    }
}
