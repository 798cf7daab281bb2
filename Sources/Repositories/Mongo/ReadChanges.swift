internal import Interest
internal import Mongo

// The server's change stream has every change of a collection once and in one order, from all
// writers, in a sharded cluster too. It is asked for a batch at a time and closed again, so no lane
// waits on it; the token of one batch is where the next begins. To find its first place, the server
// may have to read a long log of changes, so the commands are patient.

/// What came of a question to a change stream.
enum ReadChangesAnswer<Event: Sendable>: Sendable {
    /// A batch, and the token behind it.
    case found([Event], token: String)
    /// The stream cannot go on from the mark.
    case lost
    /// The server did not reach the mark in the time that it has for one command.
    case slow
}

/// One batch of a collection's change stream.
struct ReadChanges<Event: BSONDecodable & Sendable>: Operation {
    /// InvalidResumeToken, ChangeStreamFatalError and ChangeStreamHistoryLost.
    private static var lost: Set<Int32> { [260, 280, 286] }
    /// MaxTimeMSExpired.
    private static var slow: Int32 { 50 }

    private let collection: String
    private let command: BSON

    /// - Parameters:
    ///   - operations: the kinds of changes that are wanted.
    ///   - project: the fields of an event that are wanted.
    init(
        _ collection: String, since mark: ArrivalMark, limit: Int, operations: [String],
        project: (inout BSONWriter) -> Void
    ) {
        self.collection = collection
        command = BSON { command in
            command.append("aggregate", collection)
            command.array("pipeline") { stages in
                stages.document { stage in
                    stage.document("$changeStream") { Self.start(&$0, at: mark) }
                }
                stages.document { stage in
                    stage.document("$match") { match in
                        match.document("operationType") { condition in
                            condition.append("$in", strings: operations)
                        }
                    }
                }
                stages.document { $0.document("$project", project) }
            }
            command.document("cursor") { $0.append("batchSize", Int64(max(1, limit))) }
        }
    }

    func execute(on client: inout Client) throws(StoreError) -> ReadChangesAnswer<Event> {
        let reply: BSON
        do throws(StoreError) {
            reply = try RunCommand(command, isPatient: true).execute(on: &client)
        } catch {
            guard let code = error.server?.code else { throw error }
            if code == Self.slow { return .slow }
            guard Self.lost.contains(code) else { throw error }
            return .lost
        }
        let (events, token, cursor) = try reply.read { (reader) throws(StoreError) in
            try reader.document("cursor") { (cursor) throws(StoreError) in
                (
                    try cursor.decodeArray("firstBatch", of: Event.self),
                    try cursor.document("postBatchResumeToken") { (token) throws(StoreError) in
                        try token.string("_data")
                    },
                    try cursor.int64("id")
                )
            }
        }
        if cursor != 0 {
            _ = try RunCommand(close(cursor), isPatient: true).execute(on: &client)
        }
        return .found(events, token: token)
    }

    private static func start(_ options: inout BSONWriter, at mark: ArrivalMark) {
        switch mark {
        case .now: break
        case .time(let time):
            let seconds = UInt32(clamping: time.milliseconds / 1000)
            options.append("startAtOperationTime", timestamp: seconds, ordinal: 1)
        case .place(let token):
            options.document("resumeAfter") { $0.append("_data", token) }
        }
    }

    private func close(_ cursor: Int64) -> BSON {
        BSON { command in
            command.append("killCursors", collection)
            command.array("cursors") { $0.append(cursor) }
        }
    }
}
