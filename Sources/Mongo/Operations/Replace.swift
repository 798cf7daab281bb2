/// What a replacement or an update did.
public struct UpdateReport: Sendable, Hashable {
    /// How many documents the filters found.
    public let matched: Int
    /// How many of them are different now.
    public let modified: Int
    /// How many are new.
    public let upserted: Int

    init(_ reply: BulkReply) {
        matched = reply.matched
        modified = reply.modified
        upserted = reply.upserted
    }
}

/// Replaces the first document that the filter finds.
public struct ReplaceOne: Operation {
    private let bulk: BulkReplace

    /// Takes the collection, what to look for, and what is to stand there; with `upsert`
    /// it is inserted where nothing is found.
    public init(_ collection: String, filter: BSON, replacement: BSON, upsert: Bool = false) {
        bulk = BulkReplace(collection, [(filter, replacement)], upsert: upsert)
    }

    /// Two upserts at the same moment may throw ``StoreError/Code/duplicateKey``.
    public func execute(on client: inout Client) throws(StoreError) -> UpdateReport {
        try bulk.execute(on: &client)
    }
}

/// Replaces many documents, each by its own filter, in one journey.
public struct BulkReplace: Operation {
    private let collection: String
    private let replacements: [(filter: BSON, replacement: BSON)]
    private let upsert: Bool

    /// Takes the collection and pairs of what to look for and what is to stand there.
    public init(
        _ collection: String, _ replacements: [(filter: BSON, replacement: BSON)],
        upsert: Bool = false
    ) {
        self.collection = collection
        self.replacements = replacements
        self.upsert = upsert
    }

    /// Throws the first failure; the others have been tried nevertheless.
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
