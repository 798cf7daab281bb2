package import Interest
package import Mongo

/// The two questions of a read, for many users at once: for whom is anything pending, and what are
/// the weight documents of the others?
///
/// In this order: were the documents read first, a fold by somebody else between the two would be
/// in neither answer. Who is not in the answer needs a fold.
package struct ReadWeights: Operation {
    /// The most pending behaviours that are looked at to tell whose they are. Who comes behind
    /// them is taken for somebody with something pending; the fold finds out.
    static let pendingMax = 4096

    package let users: [UserID]
    package let fingerprint: String

    package init(users: [UserID], fingerprint: String) {
        self.users = users
        self.fingerprint = fingerprint
    }

    package func execute(
        on client: inout Client
    ) throws(StoreError) -> [UserID: WeightDocument] {
        let folded = try withoutPending(on: &client)
        guard !folded.isEmpty else { return [:] }
        var answers: [UserID: WeightDocument] = [:]
        answers.reserveCapacity(folded.count)
        for document in try WeightDocument.find(folded, on: &client) {
            answers[document.user] = document
        }
        for user in folded {
            guard let document = answers[user] else {
                answers[user] = WeightDocument(stranger: user, fingerprint: fingerprint)
                continue
            }
            if document.fingerprint != fingerprint { answers[user] = nil }
        }
        return answers
    }

    private func withoutPending(on client: inout Client) throws(StoreError) -> [UserID] {
        let limit = users.count == 1 ? 1 : Self.pendingMax
        let owners = try Find<PendingOwner>(
            Schema.behaviors, filter: Self.pending(of: users),
            options: Self.ownerOptions(limit: limit)
        ).execute(on: &client)
        guard let last = owners.last?.user else { return users }
        let pending = Set(owners.lazy.map(\.user))
        let isCut = owners.count == limit
        return users.filter { user in !pending.contains(user) && !(isCut && user > last) }
    }

    /// Only what stands in the index on pending behaviours, in its order.
    static func ownerOptions(limit: Int) -> FindOptions {
        let projection = BSON { document in
            document.append("user", Int32(1))
            document.append("_id", Int32(0))
        }
        let keys = Schema.pending.keys
        return FindOptions(
            sort: keys, projection: projection, limit: limit, batchSize: limit, hint: keys)
    }

    /// What of the users' logs no fold has seen.
    static func pending(of users: [UserID]) -> BSON {
        BSON { document in
            document.append("pending", true)
            document.append("user", oneOf: users)
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
