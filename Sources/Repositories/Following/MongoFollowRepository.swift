internal import CoreMetrics
package import Interest
internal import Mongo
package import Work

/// The followed sources of a store, in the collection `follows`, and what they bring.
package struct MongoFollowRepository: Sendable {
    private let store: Store
    private let tombstones: RecentTombstones

    init(store: Store, tombstones: RecentTombstones) {
        self.store = store
        self.tombstones = tombstones
    }

    /// All of them, by name.
    package func all() async throws(RepositoryError) -> [FollowRecord] {
        let options = FindOptions(sort: Schema.ascending("_id"))
        let found: [FollowDocument] = try await store.sift(Schema.follows, options: options)
        return found.map(\.record)
    }

    /// The one of this name.
    package func record(_ name: String) async throws(RepositoryError) -> FollowRecord? {
        let filter = BSON { $0.append("_id", name) }
        return try await store.ask(FindOne<FollowDocument>(Schema.follows, filter: filter))?
            .record
    }

    /// Writes a record: where `run` is nil only if the store has none, else only over the record
    /// that this run wrote last. False where somebody else was first, and then nothing is done.
    package func put(
        _ record: FollowRecord, over run: String?
    ) async throws(RepositoryError) -> Bool {
        let document = FollowDocument(record).bson
        guard let run else {
            // Transactions write to it, and of two that create a collection the second fails.
            try await store.ask(CreateCollection(Schema.followedItems))
            return try await store.ask(InsertMany(Schema.follows, documents: [document]))
                .inserted == 1
        }
        let filter = BSON { filter in
            filter.append("_id", record.name)
            filter.append("run", run)
        }
        return try await store.ask(
            ReplaceOne(Schema.follows, filter: filter, replacement: document)
        ).matched == 1
    }

    /// Deletes the record, and what is noted of its items. The behaviors and items stay.
    package func remove(_ name: String) async throws(RepositoryError) -> Bool {
        let noted = BSON { Self.within(name, after: nil, &$0) }
        _ = try await store.ask(DeleteMany(Schema.followedItems, filter: noted))
        let own = BSON { $0.append("_id", name) }
        return try await store.ask(DeleteMany(Schema.follows, filter: own)) == 1
    }

    /// Brings the log up to what documents say, in one transaction with the checkpoint.
    ///
    /// - Returns: the checkpoint with what was done counted; nil where another process follows
    ///   the source by now.
    package func apply(
        _ changes: [SourceChange<Behavior>], _ checkpoint: FollowCheckpoint, of record: FollowRecord
    ) async throws(RepositoryError) -> FollowCheckpoint? {
        let hold = FollowHold(name: record.name, run: record.owner.run, now: SystemClock.now())
        let changes = SourceChange.last(of: changes)
        for attempt in 0..<MongoBehaviorRepository.attemptsMax {
            let known = try await tombstones.tombstones(in: store, fresh: attempt > 0)
            var checkpoint = checkpoint
            let admitted = Self.admitted(changes, known, &checkpoint)
            do throws(StoreError) {
                return try await store.perform(
                    Transact(
                        ApplyBehaviors(
                            hold: hold, changes: admitted, fence: known.fence,
                            checkpoint: checkpoint)))
            } catch {
                guard error.isRefusedByValidator else { throw RepositoryError(error) }
            }
        }
        throw RepositoryError(.busy, "users are being erased all the time: try again later")
    }

    /// Leaves out what erased users did.
    private static func admitted(
        _ changes: [SourceChange<Behavior>], _ known: Tombstones,
        _ checkpoint: inout FollowCheckpoint
    ) -> [SourceChange<Behavior>] {
        let out = known.forgotten(among: changes.lazy.flatMap(\.records).map(\.user))
        guard !out.isEmpty else { return changes }
        return changes.map { change in
            let kept = change.records.filter { !out.contains($0.user) }
            checkpoint.forgotten += change.records.count - kept.count
            return SourceChange(
                id: change.id, records: kept, mayHaveOthers: change.mayHaveOthers)
        }
    }

    /// Brings the catalog up to what documents say, in one transaction with the checkpoint.
    ///
    /// - Returns: as the other.
    package func apply(
        _ changes: [SourceChange<Item>], _ checkpoint: FollowCheckpoint, of record: FollowRecord
    ) async throws(RepositoryError) -> FollowCheckpoint? {
        let hold = FollowHold(name: record.name, run: record.owner.run, now: SystemClock.now())
        return try await store.ask(
            Transact(
                ApplyItems(
                    hold: hold, changes: SourceChange.last(of: changes), checkpoint: checkpoint)))
    }

    /// The next documents that have brought something, behind a document.
    ///
    /// - Parameter limit: how many behaviors are looked at.
    package func documents(
        of name: String, items: Bool, after id: SourceID?, limit: Int
    ) async throws(RepositoryError) -> [SourceID] {
        let bound = id.map { items ? "\(name)/\($0.text)" : $0.range(in: name).upTo }
        let filter = BSON { Self.within(name, after: bound, &$0) }
        let options = FindOptions(
            sort: Schema.ascending("_id"), projection: BSON { $0.append("_id", Int32(1)) },
            limit: limit, hint: Schema.ascending("_id"))
        let keys = try await store.ask(
            Find<OnlyKey>(
                items ? Schema.followedItems : Schema.behaviors, filter: filter, options: options))
        var ids: [SourceID] = []
        for key in keys {
            let id =
                items
                ? SourceID(unchecked: String(key.text.dropFirst(name.count + 1)))
                : SourceID(event: key.text, of: name)
            if let id, ids.last != id { ids.append(id) }
        }
        return ids
    }

    /// Records how far behind a source is, and how much came from it.
    package func measure(_ name: String, lag: Interval?, documents: Int) {
        let labels = [("follow", name)]
        Counter(
            label: "ebb_follow_documents", dimensions: labels, factory: store.metrics
        ).increment(by: documents)
        guard let lag else { return }
        Gauge(label: "ebb_follow_lag_seconds", dimensions: labels, factory: store.metrics)
            .record(Double(lag.milliseconds) / 1000)
    }

    /// Ids of a follow: `NAME/…`, of which `0` is the next behind the slash.
    private static func within(_ name: String, after key: String?, _ filter: inout BSONWriter) {
        filter.document("_id") { id in
            if let key { id.append("$gt", key) } else { id.append("$gte", name + "/") }
            id.append("$lt", name + "0")
        }
    }
}

private struct OnlyKey: BSONDecodable {
    let text: String

    init(reading document: borrowing BSONReader) throws(StoreError) {
        text = try document.string("_id")
    }
}
