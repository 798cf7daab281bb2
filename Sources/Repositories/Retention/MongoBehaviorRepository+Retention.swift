public import Interest
internal import Mongo
internal import Work

extension MongoBehaviorRepository {
    /// How long folded behaviors are kept; the setting is cached for at most a second.
    public func retention() async throws(RepositoryError) -> Interval? {
        try await recentRetention.retention(in: store)
    }

    /// Sets how long folded behaviors are kept; nil means forever. The server deletes older ones
    /// within about a minute.
    public func setRetention(_ retention: Interval?) async throws(RepositoryError) {
        try await store.ask(SetRetention(retention: retention))
        recentRetention.forget()
    }

    /// The number of folded behaviors before `time`.
    public func foldedCount(before time: Timestamp) async throws(RepositoryError) -> Int {
        let filter = BSON { document in
            document.document("fold") { $0.append("$exists", true) }
            document.document("time") { $0.append("$lt", date: time.milliseconds) }
        }
        return try await store.ask(Count(Schema.behaviors, filter: filter), as: .maintenance)
    }

    /// The number of behaviors that the weight documents have folded and the log no longer has.
    ///
    /// Walks the weight documents; a concurrent fold may make the number slightly wrong. Without a
    /// retention it should be 0, but the server's own count of the log may be wrong after a crash,
    /// so in that case the log is counted too.
    public func trimmedCount() async throws(RepositoryError) -> Int {
        let sum = BSON { stage in
            stage.document("$group") { group in
                group.append("_id", true)
                group.document("activity") { $0.append("$sum", "$activity") }
            }
        }
        let folded = try await store.ask(
            Aggregate<Activity>(Schema.weights, pipeline: [sum]), as: .maintenance)
        let log = try await count()
        let activity = Int(folded.first?.activity ?? 0)
        let estimate = max(0, activity - (log.behaviors - log.pending))
        guard estimate > 0, try await retention() == nil else { return estimate }
        let counted = try await store.ask(
            Count(Schema.behaviors, filter: Retention.folded), as: .maintenance)
        return max(0, activity - counted)
    }
}
