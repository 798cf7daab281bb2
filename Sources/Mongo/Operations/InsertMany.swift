/// What an insert did.
public struct InsertReport: Sendable, Hashable {
    /// How many documents are new in the collection.
    public let inserted: Int
    /// The indices of the documents whose key was there already.
    public let duplicates: [Int]
    /// The indices of those that the collection's validator refused; none unless asked for.
    public let refused: [Int]

    init(inserted: Int, duplicates: [Int], refused: [Int] = []) {
        self.inserted = inserted
        self.duplicates = duplicates
        self.refused = refused
    }
}

/// Inserts documents.
///
/// Unordered and outside a transaction, duplicate keys are reported and all others are
/// inserted; everything else that goes wrong is thrown. Ordered, or in a transaction (which
/// the server has then given up), a duplicate throws ``StoreError/Code/duplicateKey``.
public struct InsertMany: Operation {
    private let collection: String
    private let documents: [BSON]
    private let ordered: Bool
    private let reportsRefused: Bool

    /// Takes the collection and the documents; each should have its `_id`. What the collection's
    /// validator refuses is thrown unless `reportsRefused`.
    public init(
        _ collection: String, documents: [BSON], ordered: Bool = false,
        reportsRefused: Bool = false
    ) {
        self.collection = collection
        self.documents = documents
        self.ordered = ordered
        self.reportsRefused = reportsRefused
    }

    /// Sends the documents, as many a message as the server takes.
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
