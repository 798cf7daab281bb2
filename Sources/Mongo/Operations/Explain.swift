/// How the server would go about a find.
public struct QueryPlan: Sendable, Hashable {
    /// The stages of the winning plan, outermost first: `FETCH`, `IXSCAN`, …
    public internal(set) var stages: [String] = []
    /// The names of the indexes it walks; empty when it walks the collection.
    public internal(set) var indexes: [String] = []

    /// Takes what stands anywhere in the winning plan: it nests differently from
    /// version to version, and from shard to shard.
    fileprivate mutating func collect(from plan: borrowing BSONReader) throws(StoreError) {
        if let stage = try plan.optionalString("stage") { stages.append(stage) }
        if let index = try plan.optionalString("indexName") { indexes.append(index) }
        try plan.forEachNested { (nested) throws(StoreError) in try collect(from: nested) }
    }
}

/// Asks the server how it would go about a find, without doing it.
public struct Explain: Operation {
    private let collection: String
    private let filter: BSON
    private let options: FindOptions

    /// Takes what ``Find`` takes.
    public init(_ collection: String, filter: BSON, options: FindOptions = FindOptions()) {
        self.collection = collection
        self.filter = filter
        self.options = options
    }

    /// Gives the winning plan.
    public func execute(on client: inout Client) throws(StoreError) -> QueryPlan {
        try requireName(collection, "collection")
        let command = BSON { writer in
            writer.document("explain") { find in
                find.append("find", collection)
                find.append("filter", bson: filter)
                options.write(to: &find)
            }
            writer.append("verbosity", "queryPlanner")
        }
        let reply = try RunCommand(command).execute(on: &client)
        return try reply.read { (reader) throws(StoreError) in
            var plan = QueryPlan()
            try reader.document("queryPlanner") { (planner) throws(StoreError) in
                try planner.document("winningPlan") { (winner) throws(StoreError) in
                    try plan.collect(from: winner)
                }
            }
            return plan
        }
    }
}
