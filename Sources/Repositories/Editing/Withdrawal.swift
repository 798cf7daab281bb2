internal import Interest
internal import Mongo

// Behaviors leave the log and the documents in one transaction. A document that had folded one of
// them is marked, and its count of behaviors is lowered, so the next reader folds it again from the
// rest. A document without any other behaviors is deleted.
//
// A marked document needs no interests, but it has the number of folded behaviors in the log. The
// behaviors of a user who has many are removed in steps, and only the first step counts the log and
// writes a large document.
//
// Where the log no longer has all behaviors of a document, folding again would lose more than was
// removed. There, all behaviors toward an item can be removed, because the interest in the item is
// removed with them; some of them cannot.

/// Takes behaviors out of the log, and what they did out of the weight documents. Meant for a
/// transaction, in which `found` was read.
struct Withdrawal: Operation {
    let found: [LoggedBehavior]
    /// Malformed documents of the log that go, too.
    var malformed: [MalformedDocument] = []
    /// Whether with these all behaviors towards their items go.
    let isOfWholeItems: Bool

    /// What became of it.
    enum Outcome: Sendable {
        case done
        /// Nothing was written, because a document knows more than its log.
        case trimmed
    }

    func execute(on client: inout Client) throws(StoreError) -> Outcome {
        guard !found.isEmpty || !malformed.isEmpty else { return .done }
        let folded = Dictionary(
            grouping: found.lazy.filter { $0.fold != nil }.map(\.behavior), by: \.user)
        let broken = Dictionary(grouping: malformed.compactMap(FoldedOwner.init), by: \.user)
        var changes: [(filter: BSON, update: BSON)] = []
        var gone: [UserID] = []
        let owners = Set(folded.keys).union(broken.keys).sorted()
        for (user, share) in try shares(of: owners, on: &client) {
            let taken = folded[user] ?? []
            let left = share.logged - taken.count - (broken[user]?.count ?? 0)
            if share.activity > share.logged {
                guard isOfWholeItems else { return .trimmed }
                changes.append((Self.own(user), Self.dropping(taken)))
            } else if left > 0 {
                changes.append((Self.own(user), Self.marking(left)))
            } else {
                gone.append(user)
            }
        }
        let ids = BSON { document in
            document.document("_id") { condition in
                condition.array("$in") { list in
                    for logged in found { logged.key.append(to: &list) }
                    for document in malformed { list.append(idOf: document) }
                }
            }
        }
        _ = try DeleteMany(Schema.behaviors, filter: ids).execute(on: &client)
        _ = try BulkUpdate(Schema.weights, changes).execute(on: &client)
        guard !gone.isEmpty else { return .done }
        let documents = BSON { $0.append("_id", oneOf: gone) }
        _ = try DeleteMany(Schema.weights, filter: documents).execute(on: &client)
        return .done
    }

    /// How much a document has folded, and how much of that is in the log.
    private struct Share {
        var activity: Int
        var logged: Int
    }

    private func shares(
        of users: [UserID], on client: inout Client
    ) throws(StoreError) -> [(UserID, Share)] {
        guard !users.isEmpty else { return [] }
        let filter = BSON { $0.append("_id", oneOf: users) }
        let projection = BSON { document in
            document.append("activity", Int32(1))
            document.append("law", Int32(1))
        }
        let documents = try Find<FoldedCount>(
            Schema.weights, filter: filter, options: FindOptions(projection: projection)
        ).execute(on: &client)
        let uncounted = documents.filter { !$0.isMarked }.map(\.user)
        let logged =
            uncounted.isEmpty
            ? []
            : try Aggregate<FoldedCount>(Schema.behaviors, pipeline: Self.counting(uncounted))
                .execute(on: &client)
        let counts = Dictionary(logged.map { ($0.user, $0.activity) }) { first, _ in first }
        return documents.map { document in
            let logged = document.isMarked ? document.activity : counts[document.user] ?? 0
            return (document.user, Share(activity: document.activity, logged: logged))
        }
    }

    private static func counting(_ users: [UserID]) -> [BSON] {
        let match = BSON { stage in
            stage.document("$match") { filter in
                filter.append("user", oneOf: users)
                filter.document("fold") { $0.append("$gt", Int64(0)) }
            }
        }
        let group = BSON { stage in
            stage.document("$group") { group in
                group.append("_id", "$user")
                group.document("activity") { $0.append("$sum", Int64(1)) }
            }
        }
        return [match, group]
    }

    private static func own(_ user: UserID) -> BSON { BSON { $0.append("_id", user.text) } }

    private static func marking(_ left: Int) -> BSON {
        BSON { document in
            document.document("$set") { fields in
                fields.append("law", WeightDocument.revisedFingerprint)
                fields.append("activity", Int64(left))
                fields.array("interests") { _ in }
            }
        }
    }

    private static func dropping(_ taken: [Behavior]) -> BSON {
        BSON { document in
            document.document("$inc") { $0.append("activity", -Int64(taken.count)) }
            document.document("$pull") { fields in
                fields.document("interests") { interest in
                    interest.document("item") { item in
                        item.array("$in") { list in
                            for id in Set(taken.map(\.item)).sorted() { list.append(id.text) }
                        }
                    }
                }
            }
        }
    }
}

/// How many behaviors of a user, by a document or by the log.
private struct FoldedCount: BSONDecodable {
    let user: UserID
    let activity: Int
    /// Whether it is a document that a withdrawal has marked.
    let isMarked: Bool

    init(reading document: borrowing BSONReader) throws(StoreError) {
        user = UserID(unchecked: try document.string("_id"))
        activity = Int(try document.int64("activity"))
        isMarked = try document.optionalString("law") == WeightDocument.revisedFingerprint
    }
}

/// Whose document a malformed behavior was folded into.
private struct FoldedOwner {
    let user: UserID

    init?(_ document: MalformedDocument) {
        let user = try? document.place.read { (place) throws(StoreError) in
            try place.has("fold") ? try place.optionalString("user") : nil
        }
        guard let user else { return nil }
        self.user = UserID(unchecked: user)
    }
}
