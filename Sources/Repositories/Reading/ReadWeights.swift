package import Interest
package import Mongo

/// The two questions of a read, for many users at once: what is pending, and what are the weight
/// documents of those of whom nothing is?
///
/// In this order: were the documents read first, a fold by somebody else between the two would be
/// in neither answer.
package struct ReadWeights: Operation {
    /// The most pending behaviours that are looked at to tell whose they are. Who comes behind
    /// them is taken for somebody with something pending; the fold finds out.
    static let pendingMax = 4096

    private let users: [UserID]
    private let fingerprint: String
    private let limits: FoldLimits?

    /// - Parameter limits: those of the fold that is to take in what is pending; nil where only
    ///   whose it is matters.
    package init(users: [UserID], fingerprint: String, foldedWithin limits: FoldLimits? = nil) {
        self.users = users
        self.fingerprint = fingerprint
        self.limits = limits
    }

    /// What came of it.
    package struct Found: Sendable {
        /// Up to date. Who is not among them needs a fold.
        package var documents: [UserID: WeightDocument] = [:]
        /// All that is pending of the users; nil where that is too much or not wanted.
        package var pending: [LoggedBehavior]?
    }

    package func execute(on client: inout Client) throws(StoreError) -> Found {
        var found = Found()
        let folded: [UserID]
        if let limits {
            let limit = limits.behaviorsMax + 1
            let pending: [LoggedBehavior] = try ask(Self.pendingOptions(limit: limit), &client)
            folded = users(without: pending.map(\.behavior.user), isCut: pending.count == limit)
            if pending.count < limit { found.pending = pending }
        } else {
            let limit = users.count == 1 ? 1 : Self.pendingMax
            let owners: [PendingOwner] = try ask(Self.ownerOptions(limit: limit), &client)
            folded = users(without: owners.map(\.user), isCut: owners.count == limit)
        }
        guard !folded.isEmpty else { return found }
        found.documents.reserveCapacity(folded.count)
        for document in try WeightDocument.find(folded, on: &client) {
            found.documents[document.user] = document
        }
        for user in folded {
            guard let document = found.documents[user] else {
                found.documents[user] = WeightDocument(stranger: user, fingerprint: fingerprint)
                continue
            }
            if document.fingerprint != fingerprint { found.documents[user] = nil }
        }
        return found
    }

    private func ask<Output: BSONDecodable>(
        _ options: FindOptions, _ client: inout Client
    ) throws(StoreError) -> [Output] {
        try Find(Schema.behaviors, filter: Self.pending(of: users), options: options)
            .execute(on: &client)
    }

    /// - Parameter owners: of what is pending, in order.
    private func users(without owners: [UserID], isCut: Bool) -> [UserID] {
        guard let last = owners.last else { return users }
        let pending = Set(owners)
        return users.filter { user in !pending.contains(user) && !(isCut && user > last) }
    }

    /// Only what stands in the index.
    static func ownerOptions(limit: Int) -> FindOptions {
        var options = pendingOptions(limit: limit)
        options.projection = BSON { document in
            document.append("user", Int32(1))
            document.append("_id", Int32(0))
        }
        return options
    }

    /// User by user, in the order of a fold.
    static func pendingOptions(limit: Int) -> FindOptions {
        let keys = Schema.userFold.keys
        return FindOptions(sort: keys, limit: limit, batchSize: limit, hint: keys)
    }

    /// What no fold has seen of anybody behind `user`. Even "anybody" must be said: without a
    /// condition on the index's first field the server would look at every behaviour.
    static func pending(behind user: UserID?) -> BSON {
        BSON { document in
            document.document("user") { $0.append("$gt", user?.text ?? "") }
            document.append("pending", true)
        }
    }

    /// What of the users' logs no fold has seen.
    static func pending(of users: [UserID]) -> BSON {
        BSON { document in
            document.append("user", oneOf: users)
            document.append("pending", true)
        }
    }
}

/// Whose a pending behaviour is.
struct PendingOwner: BSONDecodable {
    let user: UserID

    init(reading document: borrowing BSONReader) throws(StoreError) {
        user = UserID(unchecked: try document.string("user"))
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
