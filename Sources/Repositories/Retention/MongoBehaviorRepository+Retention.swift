public import Interest
internal import Mongo

extension MongoBehaviorRepository {
    /// How long folded behaviours stay, at most a second old.
    public func retention() async throws(RepositoryError) -> Interval? {
        try await recentRetention.retention(in: store)
    }

    /// Keeps folded behaviours for so long, or for ever. The server deletes what is older within
    /// about a minute.
    public func setRetention(_ retention: Interval?) async throws(RepositoryError) {
        try await store.ask(SetRetention(retention: retention))
        recentRetention.forget()
    }

    /// How many folded behaviours lie before `time`.
    public func foldedCount(before time: Timestamp) async throws(RepositoryError) -> Int {
        let filter = BSON { document in
            document.document("fold") { $0.append("$exists", true) }
            document.document("time") { $0.append("$lt", date: time.milliseconds) }
        }
        return try await store.ask(Count(Schema.behaviors, filter: filter))
    }

    /// How many behaviours the weight documents have folded that are no longer in the log.
    ///
    /// Walks the weight documents. Whoever folds meanwhile may make it a little wrong. Without a
    /// retention nothing should be gone, and the server's own count of the log may be wrong after a
    /// crash, so then the log is counted, too.
    public func trimmedCount() async throws(RepositoryError) -> Int {
        let sum = BSON { stage in
            stage.document("$group") { group in
                group.append("_id", true)
                group.document("activity") { $0.append("$sum", "$activity") }
            }
        }
        let folded = try await store.ask(Aggregate<Activity>(Schema.weights, pipeline: [sum]))
        let log = try await count()
        let activity = Int(folded.first?.activity ?? 0)
        let estimate = max(0, activity - (log.behaviors - log.pending))
        guard estimate > 0, try await retention() == nil else { return estimate }
        let counted = try await store.ask(Count(Schema.behaviors, filter: Retention.folded))
        return max(0, activity - counted)
    }
}
