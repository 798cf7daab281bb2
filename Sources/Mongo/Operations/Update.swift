/// Updates all documents that match the filter.
///
/// It never inserts: MongoDB retries an upsert that conflicts with another one only when it
/// updates a single document. ``BulkUpdate`` can insert.
public struct UpdateMany: Operation {
    private let collection: String
    private let filter: BSON
    private let update: BSON

    /// Creates an update from a filter and update operators (`$set`, …).
    public init(_ collection: String, filter: BSON, update: BSON) {
        self.collection = collection
        self.filter = filter
        self.update = update
    }

    /// Updates one document after another; atomic only for each document, or in a transaction.
    public func execute(on client: inout Client) throws(StoreError) -> UpdateReport {
        var bulk = try BulkWrite(on: &client, collection, ordered: true)
        try bulk.updateMany(filter, update, upsert: false)
        let reply = try bulk.execute()
        try reply.requireSuccess()
        return UpdateReport(reply)
    }
}

/// Updates many documents, one for each filter, in one round trip.
public struct BulkUpdate: Operation {
    private let collection: String
    private let updates: [(filter: BSON, update: BSON)]
    private let upsert: Bool

    /// Creates an update from pairs of a filter and update operators.
    public init(
        _ collection: String, _ updates: [(filter: BSON, update: BSON)], upsert: Bool = false
    ) {
        self.collection = collection
        self.updates = updates
        self.upsert = upsert
    }

    /// Throws the first error; all other updates have been tried too.
    public func execute(on client: inout Client) throws(StoreError) -> UpdateReport {
        var bulk = try BulkWrite(on: &client, collection, ordered: false)
        for pair in updates { try bulk.updateOne(pair.filter, pair.update, upsert: upsert) }
        let reply = try bulk.execute()
        try reply.requireSuccess()
        return UpdateReport(reply)
    }
}

/// Updates all documents that match any of many filters, in one round trip.
public struct BulkUpdateMany: Operation {
    private let collection: String
    private let updates: [(filter: BSON, update: BSON)]

    /// Creates an update from pairs of a filter and update operators.
    public init(_ collection: String, _ updates: [(filter: BSON, update: BSON)]) {
        self.collection = collection
        self.updates = updates
    }

    /// Throws the first error; all other updates have been tried too. The report counts the
    /// documents of all filters together.
    public func execute(on client: inout Client) throws(StoreError) -> UpdateReport {
        var bulk = try BulkWrite(on: &client, collection, ordered: false)
        for pair in updates { try bulk.updateMany(pair.filter, pair.update, upsert: false) }
        let reply = try bulk.execute()
        try reply.requireSuccess()
        return UpdateReport(reply)
    }
}
