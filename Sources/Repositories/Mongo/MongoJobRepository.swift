public import Interest
package import Mongo
public import Work

/// The history of jobs in MongoDB: the collection `jobs`.
///
/// A unique index ensures that only one job of a kind runs at a time, on all servers together.
public struct MongoJobRepository: JobRepository {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// Adds a job that is starting.
    public func begin(_ job: JobRecord) async throws(RepositoryError) -> Bool {
        let document = JobDocument(record: job).bson
        return try await store.ask(InsertMany(Schema.jobs, documents: [document])).inserted == 1
    }

    /// Updates the state of a running job.
    public func put(_ job: JobRecord) async throws(RepositoryError) -> Bool {
        let filter = BSON { filter in
            filter.append("_id", job.id)
            filter.append("state", JobRecord.State.running.rawValue)
            filter.append("run", job.owner.run)
        }
        let replace = ReplaceOne(
            Schema.jobs, filter: filter, replacement: JobDocument(record: job).bson)
        return try await store.ask(replace).matched == 1
    }

    /// The job with this id.
    public func job(_ id: String) async throws(RepositoryError) -> JobRecord? {
        let filter = BSON { $0.append("_id", id) }
        return try await store.ask(FindOne<JobDocument>(Schema.jobs, filter: filter))?.record
    }

    /// The job of a kind that is stored as running.
    public func running(_ kind: String) async throws(RepositoryError) -> JobRecord? {
        let filter = BSON { filter in
            filter.append("kind", kind)
            filter.append("state", JobRecord.State.running.rawValue)
        }
        return try await store.ask(FindOne<JobDocument>(Schema.jobs, filter: filter))?.record
    }

    /// The latest jobs.
    public func newest(_ limit: Int) async throws(RepositoryError) -> [JobRecord] {
        guard limit > 0 else { return [] }
        let options = FindOptions(sort: Self.newestFirst, limit: limit)
        let find = Sift<JobDocument>(Schema.jobs, filter: .empty, options: options)
        return try await store.ask(find).documents().map(\.record)
    }

    /// The latest jobs of a kind; the history is bounded, so the index on `started` does.
    public func newest(
        _ limit: Int, of kind: String
    ) async throws(RepositoryError) -> [JobRecord] {
        guard limit > 0 else { return [] }
        let options = FindOptions(sort: Self.newestFirst, limit: limit)
        let filter = BSON { $0.append("kind", kind) }
        let find = Sift<JobDocument>(Schema.jobs, filter: filter, options: options)
        return try await store.ask(find).documents().map(\.record)
    }

    /// Deletes the oldest jobs.
    public func trim(keeping count: Int) async throws(RepositoryError) -> [String] {
        let options = FindOptions(sort: Self.newestFirst, skip: count)
        let find = Sift<JobDocument>(Schema.jobs, filter: .empty, options: options)
        let old = try await store.ask(find).documents().map(\.record).filter {
            $0.state != .running
        }
        guard !old.isEmpty else { return [] }
        let filter = BSON { filter in
            filter.document("_id") {
                $0.array("$in") { list in old.forEach { list.append($0.id) } }
            }
        }
        _ = try await store.ask(DeleteMany(Schema.jobs, filter: filter))
        return old.map(\.id)
    }

    private static let newestFirst = BSON { sort in
        sort.append("started", Int32(-1))
        sort.append("_id", Int32(-1))
    }
}

// {_id, kind, state, parameters: [{name, value}], startedBy, reason?, host, process, run, started,
//  updated, finished?, stage, fraction?, message?, result?: JSON as text, hasRejects}

/// A job, as stored in the history.
struct JobDocument: BSONDecodable {
    let record: JobRecord

    init(record: JobRecord) { self.record = record }

    var bson: BSON {
        BSON { document in
            document.append("_id", record.id)
            document.append("kind", record.kind)
            document.append("state", record.state.rawValue)
            document.array("parameters") { list in
                for parameter in record.parameters {
                    list.document { entry in
                        entry.append("name", parameter.name)
                        entry.append("value", parameter.value)
                    }
                }
            }
            document.append("startedBy", record.startedBy)
            if let reason = record.reason { document.append("reason", reason) }
            document.append(owner: record.owner)
            document.append("started", date: record.started.milliseconds)
            document.append("updated", date: record.updated.milliseconds)
            if let finished = record.finished {
                document.append("finished", date: finished.milliseconds)
            }
            document.append("stage", record.stage)
            if let fraction = record.fraction { document.append("fraction", fraction) }
            if let message = record.message { document.append("message", message) }
            if let result = record.result { document.append("result", result) }
            document.append("hasRejects", record.hasRejects)
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        var parameters: [JobRecord.Parameter] = []
        try document.forEachDocument(in: "parameters") { entry throws(StoreError) in
            parameters.append(
                .init(name: try entry.string("name"), value: try entry.string("value")))
        }
        var record = JobRecord(
            id: try document.string("_id"), kind: try document.string("kind"),
            parameters: parameters, startedBy: try document.string("startedBy"),
            owner: try ProcessOwner(reading: document),
            started: Timestamp(milliseconds: try document.date("started")))
        record.reason = try document.optionalString("reason")
        // An unknown state, from a later version, must not count as done.
        record.state = JobRecord.State(rawValue: try document.string("state")) ?? .failed
        record.updated = Timestamp(milliseconds: try document.date("updated"))
        record.finished = try document.optionalDate("finished").map(Timestamp.init(milliseconds:))
        record.stage = try document.string("stage")
        record.fraction = try document.optionalDouble("fraction")
        record.message = try document.optionalString("message")
        record.result = try document.optionalString("result")
        record.hasRejects = try document.bool("hasRejects")
        self.record = record
    }
}
