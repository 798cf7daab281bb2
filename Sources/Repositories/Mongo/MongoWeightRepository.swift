public import Interest
package import Mongo

/// Weight documents in MongoDB, folded lazily: read, fold what is pending, save back, answer.
public struct MongoWeightRepository: WeightRepository {
    private let store: Store
    private let settings: MongoSettingsRepository

    package init(store: Store, settings: MongoSettingsRepository) {
        self.store = store
        self.settings = settings
    }

    /// Asks both questions on the user's lane in one go; folds in a transaction only where the
    /// answers say so.
    public func weights(of user: UserID) async throws(RepositoryError) -> FoldedWeights {
        let settings = try await settings.folding()
        let law = settings.settings.law
        let read = ReadWeights(user: user, fingerprint: settings.fingerprint)
        if let document = try await store.ask(read, for: user) {
            return FoldedWeights(weights: document.weights, law: law)
        }
        while true {
            let fold = Transact(FoldUser(user: user, settings: settings))
            let folded = try await store.ask(fold, for: user)
            if !folded.more { return FoldedWeights(weights: folded.document.weights, law: law) }
        }
    }

    /// Folds the log up to `time` anew.
    public func weights(
        of user: UserID, asOf time: Timestamp
    ) async throws(RepositoryError) -> FoldedWeights {
        let settings = try await settings.folding()
        let log = try await store.ask(ReadLog(user: user, until: time), for: user)
        return FoldedWeights(weights: log.folded(by: settings), law: settings.settings.law)
    }

    /// Users whose document was folded by other settings.
    public func outdated(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID] {
        let filter = Self.outdated(by: try await settings.folding().fingerprint, after: user)
        return try await find(filter, limit: limit)
    }

    /// Walks the collection.
    public func outdatedCount() async throws(RepositoryError) -> Int {
        let filter = Self.outdated(by: try await settings.folding().fingerprint, after: nil)
        return try await store.ask(Count(Schema.weights, filter: filter))
    }

    /// Users who have a document.
    public func users(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID] {
        try await find(BSON { Self.append(behind: user, to: &$0) }, limit: limit)
    }

    /// Folds a document anew in a transaction of its own: whoever folds the same user meanwhile
    /// conflicts with it, and one of the two begins again.
    public func refold(_ user: UserID) async throws(RepositoryError) -> Refolding {
        let settings = try await settings.folding()
        return try await store.ask(
            Transact(RefoldUser(user: user, settings: settings)), for: user)
    }

    private func find(_ filter: BSON, limit: Int) async throws(RepositoryError) -> [UserID] {
        let keys = Schema.ascending("_id")
        let options = FindOptions(sort: keys, projection: keys, limit: limit)
        return try await store.ask(
            Find<WeightKey>(Schema.weights, filter: filter, options: options)
        ).map(\.user)
    }

    private static func outdated(by fingerprint: String, after user: UserID?) -> BSON {
        BSON { document in
            append(behind: user, to: &document)
            document.document("law") { $0.append("$ne", fingerprint) }
        }
    }

    private static func append(behind user: UserID?, to document: inout BSONWriter) {
        guard let user else { return }
        document.document("_id") { $0.append("$gt", user.text) }
    }

    /// How many users have a document.
    public func count() async throws(RepositoryError) -> Int {
        try await store.ask(EstimatedCount(Schema.weights))
    }
}

/// The two questions of a read: is anything pending, and what is the weight document?
///
/// In this order: were the document read first, a fold by somebody else between the two would be
/// in neither answer. Nil where a fold is needed.
package struct ReadWeights: Operation {
    package let user: UserID
    package let fingerprint: String

    package init(user: UserID, fingerprint: String) {
        self.user = user
        self.fingerprint = fingerprint
    }

    package func execute(on client: inout Client) throws(StoreError) -> WeightDocument? {
        guard try !anythingPending(on: &client) else { return nil }
        guard let document = try WeightDocument.find(user, on: &client) else {
            return WeightDocument(stranger: user, fingerprint: fingerprint)
        }
        return document.fingerprint == fingerprint ? document : nil
    }

    private func anythingPending(on client: inout Client) throws(StoreError) -> Bool {
        let options = FindOptions(
            projection: Schema.ascending("_id"), limit: 1, hint: Schema.pending.keys)
        let find = Find<Presence>(
            Schema.behaviors, filter: Self.pending(of: user), options: options)
        return try !find.execute(on: &client).isEmpty
    }

    /// What of the user's log no fold has seen.
    static func pending(of user: UserID) -> BSON {
        BSON { document in
            document.append("pending", true)
            document.append("user", user.text)
        }
    }
}

extension WeightDocument {
    static func find(
        _ user: UserID, on client: inout Client
    ) throws(StoreError) -> WeightDocument? {
        let find = Find<WeightDocument>(
            Schema.weights, filter: BSON { $0.append("_id", user.text) },
            options: FindOptions(limit: 1))
        return try find.execute(on: &client).first
    }
}

/// Nothing but that a document is there.
private struct Presence: BSONDecodable {
    init(reading document: borrowing BSONReader) {}
}

/// Whose document it is.
private struct WeightKey: BSONDecodable {
    let user: UserID

    init(reading document: borrowing BSONReader) throws(StoreError) {
        user = UserID(unchecked: try document.string("_id"))
    }
}
