public import Interest
package import Mongo
public import Work

/// The last trainings in MongoDB: the collection `trainings`, one document for each recommender.
public struct MongoTrainingRepository: TrainingRepository {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// Replaces the entry of the recommender, unless another process began a training later.
    public func put(_ entry: TrainingEntry) async throws(RepositoryError) {
        let document = TrainingDocument(entry: entry).bson
        let filter = BSON { filter in
            filter.append("_id", entry.recommender)
            filter.array("$or") { list in
                list.document { $0.append("run", entry.owner.run) }
                list.document { earlier in
                    earlier.document("started") {
                        $0.append("$lte", date: entry.started.milliseconds)
                    }
                }
            }
        }
        let replace = ReplaceOne(Schema.trainings, filter: filter, replacement: document)
        guard try await store.ask(replace).matched == 0 else { return }
        // The first training of this recommender, or a later one of another process, over which
        // nothing is inserted.
        _ = try await store.ask(InsertMany(Schema.trainings, documents: [document]))
    }

    /// All entries, by name.
    public func all() async throws(RepositoryError) -> [TrainingEntry] {
        let options = FindOptions(sort: Schema.ascending("_id"))
        return try await store.ask(
            Sift<TrainingDocument>(Schema.trainings, filter: .empty, options: options)
        ).documents().map(\.entry)
    }
}

// {_id: "blend", state, host, process, run, started, updated, version?, reason?}

/// A training, as stored.
struct TrainingDocument: BSONDecodable {
    let entry: TrainingEntry

    init(entry: TrainingEntry) { self.entry = entry }

    var bson: BSON {
        BSON { document in
            document.append("_id", entry.recommender)
            document.append("state", entry.state.rawValue)
            document.append(owner: entry.owner)
            document.append("started", date: entry.started.milliseconds)
            document.append("updated", date: entry.updated.milliseconds)
            if let version = entry.version { document.append("version", Int64(version)) }
            if let reason = entry.reason { document.append("reason", reason) }
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        entry = TrainingEntry(
            recommender: try document.string("_id"),
            // An unknown state, from a later version, must not count as done.
            state: TrainingEntry.State(rawValue: try document.string("state")) ?? .failed,
            owner: try ProcessOwner(reading: document),
            started: Timestamp(milliseconds: try document.date("started")),
            updated: Timestamp(milliseconds: try document.date("updated")),
            version: try document.optionalInt64("version").map(Int.init),
            reason: try document.optionalString("reason"))
    }
}
