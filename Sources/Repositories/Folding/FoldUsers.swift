internal import Algorithms
package import Interest
package import Mongo
internal import Trace
internal import Tracing

// A fold is one transaction for many users: what is pending is read, counted in, and marked with
// the number of each user's fold, and the weight documents are replaced. Two folders of one user
// write the same documents, so one of them gets a write conflict, begins again and finds nothing
// left to do: every behavior counts once.
//
// What is pending comes user by user and up to a limit. Where the limit cuts a user's behaviors
// off, those that came (the earliest) make a fold of their own, and the rest makes the next one.
//
// A reader who has just looked hands in what it saw pending, which spares a journey. It is true if
// every mark is still there to be taken off; if not, the fold is given up, and the next one looks
// for itself.

/// Folds users' pending behaviors (or the whole log of whom other settings folded).
///
/// What is dated later than now stays pending.
package struct FoldUsers: Operation {
    private let users: [UserID]
    private let settings: FoldingSettings
    private let limits: FoldLimits
    private let known: [LoggedBehavior]?
    private let saveBack: SaveBack
    private let now: Timestamp

    /// Takes whom to fold, each once; beyond `limits` they are left for another time.
    ///
    /// - Parameters:
    ///   - known: all that was pending of `users` a moment ago, in the order of its index.
    ///   - saveBack: what is worth writing; the rest is only answered.
    ///   - now: what is dated later is not folded yet.
    package init(
        _ users: [UserID], by settings: FoldingSettings, limits: FoldLimits,
        known: [LoggedBehavior]? = nil, saveBack: SaveBack = .always, now: Timestamp = .latest
    ) {
        self.users = users.sorted()
        self.settings = settings
        self.limits = limits
        self.known = known
        self.saveBack = saveBack
        self.now = now
    }

    /// What came of it.
    package struct Folded: Sendable {
        /// The documents of those of whom nothing is pending any more that is due.
        package var documents: [WeightDocument] = []
        /// What those are to do later, by the dates of the log: the earliest, within the limits.
        package var ahead: [UserID: [Behavior]] = [:]
        /// How many behaviors were taken in.
        package var behaviors = 0
        /// Of whom more is pending.
        package var stepped: UserID?
        /// Those whose turn did not come.
        package var unreached: [UserID] = []
    }

    package func execute(on client: inout Client) throws(StoreError) -> Folded {
        try Trace.blockingSpan("ebb.fold") { span throws(StoreError) in
            let folded = try fold(on: &client)
            span.attributes["ebb.users"] = folded.documents.count
            span.attributes["ebb.behaviors"] = folded.behaviors
            return folded
        }
    }

    private func fold(on client: inout Client) throws(StoreError) -> Folded {
        let batch = users.prefix(limits.usersMax)
        var (pending, isCut) =
            if let known { (known, false) } else { try pending(of: Array(batch), on: &client) }
        // One more than the limit was asked for: whose that is has more than there is room for.
        let more = isCut ? pending.popLast() : nil
        guard !isCut || !pending.isEmpty else { throw .malformedLog }
        let reached = Array(batch.prefix { user in more.map { user <= $0.user } ?? true })
        // If that is dated later, all that is due of its user has come.
        let cut = more.flatMap { $0.time <= now ? $0.user : nil }
        let kept = Dictionary(
            try WeightDocument.find(reached, on: &client).map { ($0.user, $0) }
        ) { $1 }
        var result = Folded()
        var writes = FoldWrites()
        var (logLength, done) = (0, 0)
        var rest = pending[...]
        for user in reached {
            // A log that is folded again counts, too.
            guard logLength < limits.behaviorsMax else { break }
            // What is pending comes in the order of the users.
            rest = rest.drop { $0.behavior.user < user }
            let own = rest.prefix { $0.user == user }
            rest = rest.dropFirst(own.count)
            let new = Array(own.prefix { $0.time <= now })
            if user == more?.user, user != cut {
                result.ahead[user] = try ReadWeights.ahead(of: user, now, on: &client)
            } else if new.count < own.count {
                result.ahead[user] = own.dropFirst(new.count).map(\.behavior)
            }
            var logged = 0
            let document = try WeightDocument.following(
                kept[user], of: user, pending: new, by: settings
            ) { (fold) throws(StoreError) in
                try ReadLog(user: user, until: .latest, by: settings)
                    .feed(.folded, to: &fold, on: &client)
                logged = fold.count
                guard let kept = kept[user], kept.knowsMore(than: logged) else { return }
                let consent = TrimmedConsent(fingerprint: settings.fingerprint)
                guard try consent.execute(on: &client) else { throw .trimmedLog }
            }
            logLength += logged
            // Who has more than there is room for is folded in steps, which others must see.
            let isWorthIt = saveBack.saves(user == cut ? .max : new.count + logged)
            if isWorthIt, document.version > 0, !new.isEmpty || document != kept[user] {
                writes.add(document, taking: new)
            }
            result.behaviors += new.count
            done += 1
            if user == cut { result.stepped = user } else { result.documents.append(document) }
        }
        result.unreached = Array(users.dropFirst(done))
        try Trace.blockingSpan("ebb.save-back") { _ throws(StoreError) in
            try writes.execute(on: &client)
        }
        return result
    }

    private func pending(
        of users: [UserID], on client: inout Client
    ) throws(StoreError) -> ([LoggedBehavior], isCut: Bool) {
        let options = ReadWeights.pendingOptions(limit: limits.behaviorsMax + 1)
        let found = try Sift<LoggedBehavior>(
            Schema.behaviors, filter: ReadWeights.pending(of: users), options: options
        ).execute(on: &client)
        return (found.documents(), found.count > limits.behaviorsMax)
    }
}

extension StoreError {
    /// The error for a log in which a fold finds nothing but malformed behaviors.
    fileprivate static var malformedLog: StoreError {
        StoreError(
            .malformed,
            "none of this user's pending behaviors can be folded, because too many are malformed: "
                + "run ebb doctor --documents, and correct or delete them")
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
            throw StoreError(.writeConflict, "somebody else has folded some of these behaviors")
        }
        guard !documents.isEmpty else { return }
        var replacements: [(filter: BSON, replacement: BSON)] = []
        for document in documents {
            let filter = BSON { $0.append("_id", document.user.text) }
            replacements.append((filter, try document.storable()))
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
            document.append("pending", true)
        }
    }

    private static func mark(_ version: Int) -> BSON {
        BSON { document in
            document.document("$set") { $0.append("fold", Int64(version)) }
            document.document("$unset") { $0.append("pending", true) }
        }
    }
}
