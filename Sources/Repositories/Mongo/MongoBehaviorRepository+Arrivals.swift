public import Interest
internal import Mongo
internal import Work

// The server's change stream tells every insert once and in one order, whoever made it, in a
// sharded cluster too. It is asked for a batch at a time and closed again, so no lane waits on it;
// the token of one batch is where the next begins. To find its first place, the server may have to
// read a long log of changes, so the commands are patient.

extension MongoBehaviorRepository {
    /// What came in behind `mark`. Throws `trimmed` where the server's log of changes (the oplog)
    /// does not reach back to it any more, `unfinished` where the server takes too long to get there.
    public func arrivals(
        since mark: ArrivalMark, limit: Int
    ) async throws(RepositoryError) -> Arrivals {
        switch try await store.ask(
            ReadArrivals(mark: mark, limit: max(1, limit)), as: .background)
        {
        case .found(let found): return found
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

/// One batch of the change stream.
private struct ReadArrivals: Operation {
    /// InvalidResumeToken, ChangeStreamFatalError and ChangeStreamHistoryLost.
    private static let lost: Set<Int32> = [260, 280, 286]
    /// MaxTimeMSExpired.
    private static let slow: Int32 = 50

    /// What came of a question.
    enum Answer: Sendable {
        case found(Arrivals)
        /// The stream cannot go on from the mark.
        case lost
        /// The server did not reach the mark in the time that it has for one command.
        case slow
    }

    let mark: ArrivalMark
    let limit: Int

    func execute(on client: inout Client) throws(StoreError) -> Answer {
        let reply: BSON
        do throws(StoreError) {
            reply = try RunCommand(command, isPatient: true).execute(on: &client)
        } catch {
            guard let code = error.server?.code else { throw error }
            if code == Self.slow { return .slow }
            guard Self.lost.contains(code) else { throw error }
            return .lost
        }
        let (batch, token, cursor) = try reply.read { (reader) throws(StoreError) in
            try reader.document("cursor") { (cursor) throws(StoreError) in
                (
                    try cursor.decodeArray("firstBatch", of: Insert.self),
                    try cursor.document("postBatchResumeToken") { (token) throws(StoreError) in
                        try token.string("_data")
                    },
                    try cursor.int64("id")
                )
            }
        }
        if cursor != 0 {
            _ = try RunCommand(Self.close(cursor), isPatient: true).execute(on: &client)
        }
        return .found(Arrivals(batch.compactMap(\.arrival), mark: .place(token)))
    }

    private var command: BSON {
        BSON { command in
            command.append("aggregate", Schema.behaviors)
            command.array("pipeline") { stages in
                stages.document { $0.document("$changeStream", start) }
                stages.document { stage in
                    stage.document("$match") { $0.append("operationType", "insert") }
                }
                stages.document { stage in
                    stage.document("$project") { fields in
                        fields.append("fullDocument", true)
                        fields.document("came") { $0.append("$toDate", "$clusterTime") }
                    }
                }
            }
            command.document("cursor") { $0.append("batchSize", Int64(limit)) }
        }
    }

    private func start(_ options: inout BSONWriter) {
        switch mark {
        case .now: break
        case .time(let time):
            let seconds = UInt32(clamping: time.milliseconds / 1000)
            options.append("startAtOperationTime", timestamp: seconds, ordinal: 1)
        case .place(let token):
            options.document("resumeAfter") { $0.append("_data", token) }
        }
    }

    private static func close(_ cursor: Int64) -> BSON {
        BSON { command in
            command.append("killCursors", Schema.behaviors)
            command.array("cursors") { $0.append(cursor) }
        }
    }
}

/// An insert as the change stream tells it.
private struct Insert: BSONDecodable {
    /// Nil where what was inserted is none of our behaviors: it must not stop the stream.
    let arrival: Arrival?

    init(reading document: borrowing BSONReader) throws(StoreError) {
        let came = Timestamp(milliseconds: try document.date("came"))
        let logged = try? document.decode("fullDocument", as: LoggedBehavior.self)
        arrival = logged.map { Arrival($0.behavior, at: came) }
    }
}
