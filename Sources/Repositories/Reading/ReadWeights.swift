package import Interest
package import Mongo

/// The two questions of a read, for many users at once: what is pending, and what are the weight
/// documents of those of whom nothing is?
///
/// Pending behaviors that are dated later than now are not folded yet, and need no fold: they come
/// with the answer.
///
/// In this order: were the documents read first, a fold by somebody else between the two would be
/// in neither answer. One user's questions travel in one message, which halves the time that a
/// single read waits for the server; for many that would bring documents that a fold reads again.
package struct ReadWeights: Operation {
    /// The most pending behaviors that are looked at to tell whose they are. Who comes behind
    /// them is taken for somebody with something pending; the fold finds out.
    static let pendingMax = 4096
    /// The most behaviors of a user dated later than now that a read brings along, the earliest.
    static let aheadMax = FoldLimits().behaviorsMax

    private let users: [UserID]
    private let fingerprint: String
    private let limits: FoldLimits?
    private let now: Timestamp

    /// - Parameters:
    ///   - limits: those of the fold that is to take in what is pending; nil where only whose it
    ///     is matters.
    ///   - now: what is dated later is not folded yet.
    package init(
        users: [UserID], fingerprint: String, foldedWithin limits: FoldLimits? = nil,
        now: Timestamp = .latest
    ) {
        self.users = users
        self.fingerprint = fingerprint
        self.limits = limits
        self.now = now
    }

    /// What came of it.
    package struct Found: Sendable {
        /// Up to date. Who is not among them needs a fold.
        package var documents: [UserID: WeightDocument] = [:]
        /// What those are to do later, by the dates of the log: nothing for most.
        package var ahead: [UserID: [Behavior]] = [:]
        /// All that is pending of the users; nil where that is too much or not wanted.
        package var pending: [LoggedBehavior]?

        /// What a user who is up to date is answered; nil where a fold is needed.
        package func current(_ user: UserID) -> CurrentWeights? {
            documents[user].map { CurrentWeights(weights: $0.weights, ahead: ahead[user] ?? []) }
        }
    }

    package func execute(on client: inout Client) throws(StoreError) -> Found {
        guard let limits else {
            let limit = users.count == 1 ? 1 : Self.pendingMax
            var (found, owners): (Found, [Sound<PendingOwner>]) = try ask(
                Self.ownerOptions(limit: limit), on: &client)
            for user in Set(owners.documents().map(\.user)) where found.documents[user] != nil {
                found.ahead[user] = try Self.ahead(of: user, now, on: &client)
            }
            return found
        }
        let limit = limits.behaviorsMax + 1
        var (found, seen): (Found, [Sound<LoggedBehavior>]) = try ask(
            Self.pendingOptions(limit: limit), on: &client)
        let pending: [LoggedBehavior] = seen.documents()
        if seen.count < limit { found.pending = pending }
        for logged in pending where logged.behavior.time > now {
            found.ahead[logged.user, default: []].append(logged.behavior)
        }
        // Of the last one there may be more than came.
        if seen.count == limit, let last = pending.last?.user, found.documents[last] != nil,
            found.ahead[last]?.count ?? 0 < Self.aheadMax
        {
            found.ahead[last] = try Self.ahead(of: last, now, on: &client)
        }
        return found
    }

    /// What of a user's log is dated later than now, in order of time.
    static func ahead(
        of user: UserID, _ now: Timestamp, on client: inout Client
    ) throws(StoreError) -> [Behavior] {
        let filter = BSON { document in
            document.append("user", user.text)
            document.append("pending", true)
            document.document("time") { $0.append("$gt", date: now.milliseconds) }
        }
        return try Sift<LoggedBehavior>(
            Schema.behaviors, filter: filter, options: pendingOptions(limit: aheadMax)
        ).execute(on: &client).documents().map(\.behavior)
    }

    /// Asks what is pending by `options`, and for the documents of the others.
    private func ask<Pending: PendingEntry>(
        _ options: FindOptions, on client: inout Client
    ) throws(StoreError) -> (found: Found, pending: [Sound<Pending>]) {
        let pending: [Sound<Pending>]
        var documents: [WeightDocument] = []
        if users.count == 1 {
            (pending, documents) = try askAtOnce(options, on: &client)
        } else {
            pending = try Sift(Schema.behaviors, filter: Self.pending(of: users), options: options)
                .execute(on: &client)
        }
        let folded = users(withoutDue: pending.documents(), isCut: pending.count == options.limit)
        if users.count > 1, !folded.isEmpty {
            documents = try WeightDocument.find(folded, on: &client)
        }
        return (found(documents, of: folded), pending)
    }

    private func found(_ documents: [WeightDocument], of folded: [UserID]) -> Found {
        var found = Found()
        found.documents.reserveCapacity(folded.count)
        for user in folded {
            found.documents[user] = WeightDocument(stranger: user, fingerprint: fingerprint)
        }
        for document in documents where found.documents[document.user] != nil {
            found.documents[document.user] =
                document.fingerprint == fingerprint ? document : nil
        }
        return found
    }

    private func askAtOnce<Pending: PendingEntry>(
        _ options: FindOptions, on client: inout Client
    ) throws(StoreError) -> (pending: [Sound<Pending>], documents: [WeightDocument]) {
        let lines: [Line<Pending>] = try Aggregate(
            Schema.behaviors, pipeline: Self.pipeline(users, options), hint: options.hint,
            batchSize: options.limit + users.count
        ).execute(on: &client)
        var answer: (pending: [Sound<Pending>], documents: [WeightDocument]) = ([], [])
        for line in lines {
            switch line {
            case .pending(.malformed(var document)):
                client.note(&document, in: Schema.behaviors)
                answer.pending.append(.malformed(document))
            case .pending(let pending): answer.pending.append(pending)
            case .document(let document): answer.documents.append(document)
            }
        }
        return answer
    }

    /// What is pending of the users by `options`, then their weight documents: what `$unionWith`
    /// adds is begun when what stands before it has come to its end.
    static func pipeline(_ users: [UserID], _ options: FindOptions) -> [BSON] {
        let documents = BSON { stage in
            stage.document("$match") { $0.append("_id", oneOf: users) }
        }
        let pending: [BSON?] = [
            BSON { $0.append("$match", bson: Self.pending(of: users)) },
            options.sort.map { sort in BSON { $0.append("$sort", bson: sort) } },
            BSON { $0.append("$limit", Int64(options.limit)) },
            options.projection.map { fields in BSON { $0.append("$project", bson: fields) } },
        ]
        let union = BSON { stage in
            stage.document("$unionWith") { union in
                union.append("coll", Schema.weights)
                union.array("pipeline") { $0.append(bson: documents) }
            }
        }
        return pending.compactMap(\.self) + [union]
    }

    /// - Parameter pending: user by user, each in order of time.
    private func users(withoutDue pending: [some PendingEntry], isCut: Bool) -> [UserID] {
        // Where all that came is malformed, the fold finds out.
        guard let last = pending.last?.user else { return isCut ? [] : users }
        let due = Set(pending.lazy.filter { $0.time <= now }.map(\.user))
        return users.filter { user in !due.contains(user) && !(isCut && user > last) }
    }

    /// Only what stands in the index.
    static func ownerOptions(limit: Int) -> FindOptions {
        var options = pendingOptions(limit: limit)
        options.projection = BSON { document in
            document.append("user", Int32(1))
            document.append("time", Int32(1))
            document.append("_id", Int32(0))
        }
        return options
    }

    /// User by user, in the order of a fold.
    static func pendingOptions(limit: Int) -> FindOptions {
        let keys = Schema.userFold.keys
        return FindOptions(sort: keys, limit: limit, batchSize: limit, hint: keys)
    }

    /// What no fold has seen of anybody behind `user`, up to a time. Even "anybody" must be said:
    /// without a condition on the index's first field the server would look at every behavior.
    static func pending(behind user: UserID?, until time: Timestamp = .latest) -> BSON {
        BSON { document in
            document.document("user") { $0.append("$gt", user?.text ?? "") }
            document.append("pending", true)
            document.append(until: time)
        }
    }

    /// What of the users' logs no fold has seen, up to a time.
    static func pending(of users: [UserID], until time: Timestamp = .latest) -> BSON {
        BSON { document in
            document.append("user", oneOf: users)
            document.append("pending", true)
            document.append(until: time)
        }
    }
}

/// Something of the log that no fold has seen.
protocol PendingEntry: BSONDecodable {
    var user: UserID { get }
    var time: Timestamp { get }
}

extension LoggedBehavior: PendingEntry {
    var user: UserID { behavior.user }
    var time: Timestamp { behavior.time }
}

/// One document of the answer to both questions.
private enum Line<Pending: PendingEntry>: BSONDecodable {
    case pending(Sound<Pending>)
    case document(WeightDocument)

    init(reading document: borrowing BSONReader) throws(StoreError) {
        // A weight document has its user as its id, and no such field.
        if try document.has("user") {
            self = .pending(try Sound(reading: document))
            return
        }
        do throws(StoreError) {
            self = .document(try WeightDocument(reading: document))
        } catch {
            guard error.code == .malformed else { throw error }
            throw StoreError(MalformedDocument(document, in: Schema.weights, error))
        }
    }
}

/// Whose a pending behavior is, and when it was done.
struct PendingOwner: PendingEntry {
    let user: UserID
    let time: Timestamp

    init(reading document: borrowing BSONReader) throws(StoreError) {
        user = UserID(unchecked: try document.string("user"))
        time = Timestamp(milliseconds: try document.date("time"))
    }
}

extension WeightDocument {
    /// The documents of those of `users` who have one.
    static func find(
        _ users: [UserID], on client: inout Client
    ) throws(StoreError) -> [WeightDocument] {
        let filter = BSON { $0.append("_id", oneOf: users) }
        let options = FindOptions(limit: users.count, batchSize: users.count)
        return try Find(Schema.weights, filter: filter, options: options).execute(on: &client)
    }
}

extension BSONWriter {
    /// A condition on the time of a behavior, where there is one.
    fileprivate mutating func append(until time: Timestamp) {
        guard time < .latest else { return }
        document("time") { $0.append("$lte", date: time.milliseconds) }
    }

    /// A condition on a field: equal for one, which the server answers fastest, else among.
    mutating func append(_ key: String, oneOf users: [UserID]) {
        if users.count == 1 {
            append(key, users[0].text)
            return
        }
        document(key) { condition in
            condition.array("$in") { list in
                for user in users { list.append(user.text) }
            }
        }
    }
}
