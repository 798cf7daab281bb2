internal import CoreMetrics
public import Interest
package import Mongo
internal import Work

/// The log in MongoDB: the collection `behaviors`.
public struct MongoBehaviorRepository: BehaviorRepository {
    /// How many behaviors a scan holds at a time.
    package static let scanBatch = 5000

    let store: Store
    /// How often a batch is sent again because people were erased meanwhile.
    package static let attemptsMax = 20

    let recentRetention = RecentRetention()
    let tombstones: RecentTombstones
    private let inserted: Counter
    private let repeated: Counter
    private let forgotten: Counter

    package init(store: Store) { self.init(store: store, tombstones: RecentTombstones()) }

    init(store: Store, tombstones: RecentTombstones) {
        self.store = store
        self.tombstones = tombstones
        let label = "ebb_behaviors_appended"
        inserted = Counter(
            label: label, dimensions: [("outcome", "inserted")], factory: store.metrics)
        repeated = Counter(
            label: label, dimensions: [("outcome", "repeated")], factory: store.metrics)
        forgotten = Counter(
            label: label, dimensions: [("outcome", "forgotten")], factory: store.metrics)
    }

    /// Inserts what is new, acknowledged by a majority, and leaves out who is forgotten.
    public func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        var count = AppendCount()
        defer {
            inserted.increment(by: count.inserted)
            repeated.increment(by: count.repeated)
            forgotten.increment(by: count.forgotten)
        }
        var rest = behaviors
        var places = Array(behaviors.indices)
        for attempt in 0..<Self.attemptsMax {
            guard !rest.isEmpty else { return count }
            let known = try await tombstones.tombstones(in: store, fresh: attempt > 0)
            let out = known.forgotten(among: rest.lazy.map(\.user))
            let kept = out.isEmpty ? [] : rest.indices.filter { !out.contains(rest[$0].user) }
            let admitted = out.isEmpty ? rest : kept.map { rest[$0] }
            if !out.isEmpty { places = kept.map { places[$0] } }
            count.forgotten += rest.count - admitted.count
            guard !admitted.isEmpty else { return count }
            let report = try await store.ask(
                AppendBehaviors(behaviors: admitted, fence: known.fence))
            count.inserted += report.inserted
            count.repeated += report.duplicates.count
            count.repeatedIndices += report.duplicates.map { places[$0] }
            rest = report.refused.map { admitted[$0] }
            places = report.refused.map { places[$0] }
        }
        guard rest.isEmpty else {
            throw RepositoryError(
                .busy, "people are being erased all the time: send the same again later")
        }
        return count
    }

    /// The user's newest behaviors, by the index on user and time read backwards.
    public func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] {
        guard limit > 0 else { return [] }
        let filter = BSON { document in
            document.append("user", user.text)
            document.document("time") { $0.append("$lte", date: time.milliseconds) }
        }
        let sort = BSON { document in
            for key in ["user", "time", "_id"] { document.append(key, Int32(-1)) }
        }
        let found: [LoggedBehavior] = try await store.sift(
            Schema.behaviors, filter: filter, options: FindOptions(sort: sort, limit: limit))
        return try await kept(found.map(\.behavior))
    }

    /// Those with one of the ids, by the index on `_id`.
    public func behaviors(
        withEvents events: [EventID]
    ) async throws(RepositoryError) -> [Behavior] {
        guard !events.isEmpty else { return [] }
        let filter = BSON { document in
            document.document("_id") { among in
                among.array("$in") { list in
                    for event in events { list.append(event.text) }
                }
            }
        }
        // A read of one document says what is wrong with it.
        let found =
            events.count == 1
            ? try await store.ask(Find<LoggedBehavior>(Schema.behaviors, filter: filter))
            : try await store.sift(Schema.behaviors, filter: filter)
        return try await kept(found.map(\.behavior))
    }

    /// Behaviors without those of users of whom a part is still to be erased.
    func kept(_ behaviors: [Behavior]) async throws(RepositoryError) -> [Behavior] {
        let erasing = try await tombstones.tombstones(in: store).erasing
        return erasing.isEmpty ? behaviors : behaviors.filter { !erasing.contains($0.user) }
    }

    /// The whole log by pages of the index on user and time.
    ///
    /// Each page is a find of its own that begins where the last one ended, so no cursor is kept
    /// open while somebody trains.
    public func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {
        var last: LogPlace?
        while true {
            let page = try await store.ask(
                ScanPage(after: last, until: time), as: .background)
            guard let end = page.last else { return }
            last = end
            guard try await take(kept(page.behaviors)) else { return }
        }
    }

    /// Counts by the collection's own count and the index on what is pending.
    public func count() async throws(RepositoryError) -> LogCount {
        try await count(pendingUpTo: 0)
    }

    /// Looks at no more of the index than `pendingMax` entries, and at none where that is 0.
    public func count(pendingMax: Int) async throws(RepositoryError) -> LogCount {
        guard pendingMax > 0 else {
            let all = try await store.ask(EstimatedCount(Schema.behaviors))
            return LogCount(behaviors: all, pending: 0)
        }
        return try await count(pendingUpTo: pendingMax)
    }

    private func count(pendingUpTo limit: Int) async throws(RepositoryError) -> LogCount {
        let all = try await store.ask(EstimatedCount(Schema.behaviors))
        let pending = Count(
            Schema.behaviors, filter: ReadWeights.pending(behind: nil), hint: Schema.userFold.keys,
            limit: limit)
        return LogCount(
            behaviors: all, pending: try await store.ask(pending, as: .maintenance))
    }
}

/// Encodes on the lane, so that several lanes encode at once.
private struct AppendBehaviors: Operation {
    let behaviors: [Behavior]
    let fence: Int64

    func execute(on client: inout Client) throws(StoreError) -> InsertReport {
        let documents = behaviors.map {
            LoggedBehavior($0, key: BehaviorKey($0)).bson(fence: fence)
        }
        return try InsertMany(Schema.behaviors, documents: documents, reportsRefused: true)
            .execute(on: &client)
    }
}

/// One page of the log, beginning behind a behavior.
private struct ScanPage: Operation {
    let after: LogPlace?
    let until: Timestamp

    func execute(on client: inout Client) throws(StoreError) -> LogPage {
        let filter = BSON { document in
            document.document("time") { $0.append("$lte", date: until.milliseconds) }
            document.document("user") { $0.append("$gte", "") }
            document.appendSoundKey()
        }
        let keys = Schema.userTime.keys
        let options = FindOptions(
            sort: keys, limit: MongoBehaviorRepository.scanBatch + (after == nil ? 0 : 1),
            hint: keys, min: after?.bound)
        return try LogPage(
            Sift(Schema.behaviors, filter: filter, options: options).execute(on: &client),
            behind: after)
    }
}
