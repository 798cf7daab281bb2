/// The result of a replacement or an update.
public struct UpdateReport: Sendable, Hashable {
    /// The number of documents that matched the filters.
    public let matched: Int
    /// The number of documents that changed.
    public let modified: Int
    /// The number of inserted documents.
    public let upserted: Int

    init(_ reply: BulkReply) {
        matched = reply.matched
        modified = reply.modified
        upserted = reply.upserted
    }
}

/// Replaces the first document that matches the filter.
public struct ReplaceOne: Operation {
    private let bulk: BulkReplace

    /// Creates a replacement; with `upsert` the document is inserted when nothing matches the
    /// filter.
    public init(_ collection: String, filter: BSON, replacement: BSON, upsert: Bool = false) {
        bulk = BulkReplace(collection, [(filter, replacement)], upsert: upsert)
    }

    /// Two concurrent upserts can throw ``StoreError/Code/duplicateKey``.
    public func execute(on client: inout Client) throws(StoreError) -> UpdateReport {
        try bulk.execute(on: &client)
    }
}

/// Replaces many documents, each with its own filter, in one round trip.
public struct BulkReplace: Operation {
    private let collection: String
    private let replacements: [(filter: BSON, replacement: BSON)]
    private let upsert: Bool

    /// Creates a replacement from pairs of a filter and a document.
    public init(
        _ collection: String, _ replacements: [(filter: BSON, replacement: BSON)],
        upsert: Bool = false
    ) {
        self.collection = collection
        self.replacements = replacements
        self.upsert = upsert
    }

    /// Throws the first error; all other replacements have been tried too.
    public func execute(on client: inout Client) throws(StoreError) -> UpdateReport {
        var bulk = try BulkWrite(on: &client, collection, ordered: false)
        for pair in replacements {
            try bulk.replaceOne(pair.filter, pair.replacement, upsert: upsert)
        }
        let reply = try bulk.execute()
        try reply.requireSuccess()
        return UpdateReport(reply)
    }
}
