public import Interest
internal import Mongo
internal import Work

extension MongoBehaviorRepository {
    /// What came in behind `mark`. Throws `trimmed` where the server's log of changes (the oplog)
    /// does not reach back to it any more, `unfinished` where the server takes too long to get
    /// there.
    public func arrivals(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> Arrivals {
        let read = ReadChanges<Insert>(
            Schema.behaviors, since: mark, limit: limit, operations: ["insert"]
        ) { fields in
            fields.append("fullDocument", true)
            fields.document("came") { $0.append("$toDate", "$clusterTime") }
        }
        switch try await store.ask(read, as: .background) {
        case .found(let batch, let token):
            return Arrivals(batch.compactMap(\.arrival), mark: .place(token))
        case .slow:
            throw RepositoryError(
                .unfinished,
                "MongoDB takes too long to find in its oplog what came into the log since then")
        case .lost:
            throw RepositoryError(
                .trimmed,
                "MongoDB's oplog no longer reaches back to what came into the log since then")
        }
    }
}

/// An insert as the change stream has it.
private struct Insert: BSONDecodable {
    /// Nil if the inserted document is not a behavior: it must not stop the stream.
    let arrival: Arrival?

    init(reading document: borrowing BSONReader) throws(StoreError) {
        let came = Timestamp(milliseconds: try document.date("came"))
        let logged = try? document.decode("fullDocument", as: LoggedBehavior.self)
        arrival = logged.map { Arrival($0.behavior, at: came) }
    }
}
