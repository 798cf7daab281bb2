internal import Algorithms
package import Interest
package import Mongo

// A fold is one transaction for many users: what is pending is read, counted in, and marked with
// the number of each user's fold, and the weight documents are replaced. Two folders of one user
// write the same documents, so one of them gets a write conflict, begins again and finds nothing
// left to do: every behaviour counts once.
//
// What is pending comes user by user and up to a limit. Where the limit cuts a user's behaviours
// off, those that came (the earliest) make a fold of their own, and the rest makes the next one.

/// Folds users' pending behaviours (or the whole log of whom other settings folded).
package struct FoldUsers: Operation {
    private let users: [UserID]
    private let settings: FoldingSettings
    private let limits: FoldLimits

    /// Takes whom to fold, each once; beyond `limits` they are left for another time.
    package init(_ users: [UserID], by settings: FoldingSettings, limits: FoldLimits) {
        self.users = users.sorted()
        self.settings = settings
        self.limits = limits
    }

    /// What came of it.
    package struct Folded: Sendable {
        /// The documents of those of whom nothing is pending any more.
        package var documents: [WeightDocument] = []
        /// How many behaviours were taken in.
        package var behaviors = 0
        /// Those of whom more is pending, and those whose turn did not come.
        package var unfinished: [UserID] = []
    }

    package func execute(on client: inout Client) throws(StoreError) -> Folded {
        let batch = users.prefix(limits.usersMax)
        var result = Folded()
        var pending = try pending(of: Array(batch), on: &client)
        // One more than the limit was asked for: whose that is has more than there is room for.
        let cut =
            pending.count > limits.behaviorsMax ? pending.removeLast().behavior.user : nil
        let reached = Array(batch.prefix { user in cut.map { user <= $0 } ?? true })
        let kept = Dictionary(
            try WeightDocument.find(reached, on: &client).map { ($0.user, $0) }
        ) { $1 }
        let news = Dictionary(grouping: pending, by: \.behavior.user)
        var writes = FoldWrites()
        var (logLength, done) = (0, 0)
        for user in reached {
            // A log that is folded anew counts, too.
            guard logLength < limits.behaviorsMax else { break }
            let new = news[user] ?? []
            let document = try WeightDocument.following(
                kept[user], of: user, pending: new, by: settings
            ) { () throws(StoreError) in
                let log = try foldedLog(of: user, on: &client)
                if let kept = kept[user], kept.knowsMore(than: log) {
                    let consent = TrimmedConsent(fingerprint: settings.fingerprint)
                    guard try consent.execute(on: &client) else { throw .trimmedLog }
                }
                logLength += log.count
                return log
            }
            if document != kept[user], document.version > 0 { writes.add(document, taking: new) }
            result.behaviors += new.count
            guard user != cut else { break }
            result.documents.append(document)
            done += 1
        }
        result.unfinished = Array(users.dropFirst(done))
        try writes.execute(on: &client)
        return result
    }

    private func pending(
        of users: [UserID], on client: inout Client
    ) throws(StoreError) -> [LoggedBehavior] {
        let keys = Schema.pending.keys
        let limit = limits.behaviorsMax + 1
        let options = FindOptions(sort: keys, limit: limit, batchSize: limit, hint: keys)
        return try Find(
            Schema.behaviors, filter: ReadWeights.pending(of: users), options: options
        ).execute(on: &client)
    }

    /// What of the user's log was folded before.
    private func foldedLog(
        of user: UserID, on client: inout Client
    ) throws(StoreError) -> [LoggedBehavior] {
        try ReadLog(user: user, until: .latest).execute(on: &client).filter { $0.fold != nil }
    }
}

/// What a fold writes: the number of the fold in place of each pending mark, and the documents.
private struct FoldWrites: Operation {
    private var documents: [WeightDocument] = []
    private var keys: [Int: [BehaviorKey]] = [:]
    private var count = 0

    mutating func add(_ document: WeightDocument, taking behaviors: [LoggedBehavior]) {
        documents.append(document)
        guard !behaviors.isEmpty else { return }
        keys[document.version, default: []] += behaviors.lazy.map(\.key)
        count += behaviors.count
    }

    func execute(on client: inout Client) throws(StoreError) {
        let marks = keys.map { version, keys in
            (filter: Self.among(keys), update: Self.mark(version))
        }
        let report = try BulkUpdateMany(Schema.behaviors, marks).execute(on: &client)
        guard report.modified == count else {
            throw StoreError(.transient, "behaviours of this fold changed under it")
        }
        guard !documents.isEmpty else { return }
        let replacements = documents.map { document in
            (filter: BSON { $0.append("_id", document.user.text) }, replacement: document.bson)
        }
        _ = try BulkReplace(Schema.weights, replacements, upsert: true).execute(on: &client)
    }

    private static func among(_ keys: [BehaviorKey]) -> BSON {
        BSON { document in
            document.document("_id") { ids in
                ids.array("$in") { list in
                    for key in keys { key.append(to: &list) }
                }
            }
        }
    }

    private static func mark(_ version: Int) -> BSON {
        BSON { document in
            document.document("$set") { $0.append("fold", Int64(version)) }
            document.document("$unset") { $0.append("pending", true) }
        }
    }
}

/// All that a user did up to a time.
package struct ReadLog: Operation {
    package let user: UserID
    package let until: Timestamp

    package func execute(on client: inout Client) throws(StoreError) -> [LoggedBehavior] {
        try Find(
            Schema.behaviors, filter: filter, options: FindOptions(hint: Schema.userTime.keys)
        ).execute(on: &client)
    }

    /// The condition.
    var filter: BSON {
        BSON { document in
            document.append("user", user.text)
            document.document("time") { $0.append("$lte", date: until.milliseconds) }
        }
    }
}
