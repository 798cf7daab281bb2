/// The plan of the server for a find.
public struct QueryPlan: Sendable, Hashable {
    /// The stages of the winning plan, outermost first: `FETCH`, `IXSCAN`, …
    public internal(set) var stages: [String] = []
    /// The names of the indexes it walks; empty when it walks the collection.
    public internal(set) var indexes: [String] = []

    /// Collects the stages at any depth of the winning plan: the nesting differs from
    /// version to version, and from shard to shard.
    fileprivate mutating func collect(from plan: borrowing BSONReader) throws(StoreError) {
        if let stage = try plan.optionalString("stage") { stages.append(stage) }
        if let index = try plan.optionalString("indexName") { indexes.append(index) }
        try plan.forEachNested { (nested) throws(StoreError) in try collect(from: nested) }
    }
}

/// Asks the server for its plan for a find, without running the find.
public struct Explain: Operation {
    private let collection: String
    private let filter: BSON
    private let options: FindOptions

    /// Creates an explain with the arguments of ``Find``.
    public init(_ collection: String, filter: BSON, options: FindOptions = FindOptions()) {
        self.collection = collection
        self.filter = filter
        self.options = options
    }

    /// Returns the winning plan.
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
