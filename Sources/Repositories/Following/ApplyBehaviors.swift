internal import Interest
internal import Mongo
internal import Work

/// Brings the log up to what documents of a followed source say now, and stores how far that has
/// come. Meant for a transaction, in which both happen or neither.
struct ApplyBehaviors: Operation {
    /// How many documents are looked up by one find.
    private static let rangesMax = 100

    let hold: FollowHold
    /// One for each document.
    let changes: [SourceChange<Behavior>]
    /// The tombstones that are known.
    let fence: Int64
    let checkpoint: FollowCheckpoint

    /// How far it has come; nil where another process follows the source by now, and then nothing
    /// was written.
    func execute(on client: inout Client) throws(StoreError) -> FollowCheckpoint? {
        guard try hold.keep(on: &client) else { return nil }
        var checkpoint = checkpoint
        var wanted: [BehaviorKey: LoggedBehavior] = [:]
        for behavior in changes.lazy.flatMap(\.records) {
            let key = BehaviorKey(behavior)
            wanted[key] = LoggedBehavior(behavior, key: key)
        }
        var taken: [LoggedBehavior] = []
        for found in try there(wanted, on: &client) {
            if let new = wanted[found.key], new.behavior == found.behavior {
                wanted[found.key] = nil
                checkpoint.repeated += 1
            } else {
                taken.append(found)
            }
        }
        let kept = try withdraw(taken, on: &client)
        for other in kept { wanted[other.key] = nil }
        if !wanted.isEmpty {
            let documents = wanted.values.sorted().map { $0.bson(fence: fence) }
            checkpoint.inserted += try InsertMany(Schema.behaviors, documents: documents)
                .execute(on: &client).inserted
        }
        checkpoint.kept += kept.count
        checkpoint.removed += taken.count - kept.count
        try hold.store(checkpoint, on: &client)
        return checkpoint
    }

    /// What the log has of the documents.
    private func there(
        _ wanted: [BehaviorKey: LoggedBehavior], on client: inout Client
    ) throws(StoreError) -> [LoggedBehavior] {
        var found: [BehaviorKey: LoggedBehavior] = [:]
        if !wanted.isEmpty {
            let filter = BSON { document in
                document.document("_id") { condition in
                    condition.array("$in") { list in
                        for key in wanted.keys { key.append(to: &list) }
                    }
                }
            }
            for logged in try find(filter, on: &client) { found[logged.key] = logged }
        }
        let changed = changes.filter(\.mayHaveOthers)
        for start in stride(from: 0, to: changed.count, by: Self.rangesMax) {
            let part = changed[start..<min(changed.count, start + Self.rangesMax)]
            let filter = BSON { document in
                document.array("$or") { ranges in
                    for change in part {
                        let range = change.id.range(in: hold.name)
                        ranges.document { one in
                            one.document("_id") { id in
                                id.append("$gte", range.from)
                                id.append("$lt", range.upTo)
                            }
                        }
                    }
                }
            }
            for logged in try find(filter, on: &client) { found[logged.key] = logged }
        }
        return Array(found.values)
    }

    private func find(
        _ filter: BSON, on client: inout Client
    ) throws(StoreError) -> [LoggedBehavior] {
        let options = FindOptions(hint: Schema.ascending("_id"))
        return try Find<LoggedBehavior>(Schema.behaviors, filter: filter, options: options)
            .execute(on: &client)
    }

    /// Takes behaviors out of the log, and returns those that must stay.
    private func withdraw(
        _ behaviors: [LoggedBehavior], on client: inout Client
    ) throws(StoreError) -> [LoggedBehavior] {
        guard !behaviors.isEmpty else { return [] }
        let all = Withdrawal(found: behaviors, isOfWholeItems: false)
        if case .done = try all.execute(on: &client) { return [] }
        var kept: [LoggedBehavior] = []
        for (_, own) in Dictionary(grouping: behaviors, by: \.behavior.user) {
            let one = Withdrawal(found: own, isOfWholeItems: false)
            if case .trimmed = try one.execute(on: &client) { kept += own }
        }
        return kept
    }
}

/// The right of one process to follow a source: its record names the run of the process.
struct FollowHold: Sendable {
    let name: String
    let run: String
    let now: Timestamp

    /// False where another process has taken over. In a transaction nobody else can take over until
    /// it ends.
    func keep(on client: inout Client) throws(StoreError) -> Bool {
        try update(on: &client) { $0.append("updated", date: now.milliseconds) }
    }

    /// Stores how far it has come.
    func store(_ checkpoint: FollowCheckpoint, on client: inout Client) throws(StoreError) {
        _ = try update(on: &client) { $0.append(checkpoint) }
    }

    private func update(
        on client: inout Client, _ build: (inout BSONWriter) -> Void
    ) throws(StoreError) -> Bool {
        let filter = BSON { document in
            document.append("_id", name)
            document.append("run", run)
            document.append("state", FollowRecord.State.running.rawValue)
        }
        let change = BSON { $0.document("$set", build) }
        return try BulkUpdate(Schema.follows, [(filter, change)], upsert: false)
            .execute(on: &client).matched == 1
    }
}
