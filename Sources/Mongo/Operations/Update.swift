/// Changes every document that the filter finds.
///
/// It never inserts: MongoDB repeats an upsert that met another of the same key only where it
/// concerns one document. ``BulkUpdate`` does.
public struct UpdateMany: Operation {
    private let collection: String
    private let filter: BSON
    private let update: BSON

    /// Takes the collection, what to look for, and the update operators (`$set`, …).
    public init(_ collection: String, filter: BSON, update: BSON) {
        self.collection = collection
        self.filter = filter
        self.update = update
    }

    /// Changes them, one after the other: atomic only for each document, or in a transaction.
    public func execute(on client: inout Client) throws(StoreError) -> UpdateReport {
        var bulk = try BulkWrite(on: &client, collection, ordered: true)
        try bulk.updateMany(filter, update, upsert: false)
        let reply = try bulk.execute()
        try reply.requireSuccess()
        return UpdateReport(reply)
    }
}

/// Changes many documents, one for each filter, in one journey.
public struct BulkUpdate: Operation {
    private let collection: String
    private let updates: [(filter: BSON, update: BSON)]
    private let upsert: Bool

    /// Takes the collection and pairs of what to look for and the update operators.
    public init(
        _ collection: String, _ updates: [(filter: BSON, update: BSON)], upsert: Bool = false
    ) {
        self.collection = collection
        self.updates = updates
        self.upsert = upsert
    }

    /// Throws the first failure; the others have been tried nevertheless.
    public func execute(on client: inout Client) throws(StoreError) -> UpdateReport {
        var bulk = try BulkWrite(on: &client, collection, ordered: false)
        for pair in updates { try bulk.updateOne(pair.filter, pair.update, upsert: upsert) }
        let reply = try bulk.execute()
        try reply.requireSuccess()
        return UpdateReport(reply)
    }
}

/// Changes every document that any of many filters finds, in one journey.
public struct BulkUpdateMany: Operation {
    private let collection: String
    private let updates: [(filter: BSON, update: BSON)]

    /// Takes the collection and pairs of what to look for and the update operators.
    public init(_ collection: String, _ updates: [(filter: BSON, update: BSON)]) {
        self.collection = collection
        self.updates = updates
    }

    /// Throws the first failure; the others have been tried nevertheless. The report counts the
    /// documents of all filters together.
    public func execute(on client: inout Client) throws(StoreError) -> UpdateReport {
        var bulk = try BulkWrite(on: &client, collection, ordered: false)
        for pair in updates { try bulk.updateMany(pair.filter, pair.update, upsert: false) }
        let reply = try bulk.execute()
        try reply.requireSuccess()
        return UpdateReport(reply)
    }
}
