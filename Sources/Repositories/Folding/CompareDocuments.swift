package import Interest
package import Mongo

/// Compares some users' weight documents, in order of id, with the folds of their logs.
///
/// In a transaction it sees documents and log of one moment, however busy the store is. It ends
/// early where the logs are long, because a server ends transactions that take long. Logs are
/// folded while they come.
package struct CompareDocuments: Operation {
    package let after: UserID?
    package let usersMax: Int
    /// The number of behaviors after which no other document is begun.
    package let behaviorsMax: Int
    package let settings: FoldingSettings
    /// Whether the log may lack what it once had: it is kept for a while only.
    package let isTrimmed: Bool

    /// What came of it.
    package struct Page: Sendable {
        package var comparison = DocumentComparison()
        /// Whose document was the last; nil where no other comes behind these.
        package var last: UserID?
    }

    package func execute(on client: inout Client) throws(StoreError) -> Page {
        let keys = Schema.ascending("_id")
        let filter = BSON { document in
            document.document("_id") {
                $0.append(after == nil ? "$gte" : "$gt", after?.text ?? "")
            }
        }
        let options = FindOptions(sort: keys, limit: usersMax, batchSize: usersMax)
        let found = try Sift<WeightDocument>(Schema.weights, filter: filter, options: options)
            .execute(on: &client)
        var page = Page()
        var users: [UserID] = []
        for sound in found {
            guard page.comparison.behaviors < behaviorsMax else { break }
            let user = try sound.user()
            users.append(user)
            guard let document = sound.document else {
                page.comparison.note(DocumentDifference(user: user, kind: .malformed))
                continue
            }
            var fold = LogFold(by: settings)
            try ReadLog(user: document.user, until: .latest, by: settings)
                .feed(.folded, to: &fold, on: &client)
            page.comparison.compare(document, with: fold, by: settings, isTrimmed: isTrimmed)
        }
        let isEnd = users.count == found.count && found.count < usersMax
        page.last = isEnd ? nil : users.last
        for stray in try strays(beside: users, until: page.last, on: &client) {
            page.comparison.note(DocumentDifference(user: stray, kind: .missing))
        }
        return page
    }

    /// Who of these users has folded behaviors and no document: the first that is found.
    private func strays(
        beside users: [UserID], until last: UserID?, on client: inout Client
    ) throws(StoreError) -> [UserID] {
        let filter = BSON { document in
            document.document("user") { user in
                user.append(after == nil ? "$gte" : "$gt", after?.text ?? "")
                if let last { user.append("$lte", last.text) }
                user.array("$nin") { list in
                    for user in users { list.append(user.text) }
                }
            }
            document.document("fold") { $0.append("$exists", true) }
        }
        let options = FindOptions(
            projection: BSON { $0.append("user", Int32(1)) }, limit: 1, hint: Schema.userTime.keys)
        return try Find<OnlyName>(Schema.behaviors, filter: filter, options: options)
            .execute(on: &client).map { UserID(unchecked: $0.text) }
    }
}

extension Sound<WeightDocument> {
    /// Whose document it is.
    fileprivate func user() throws(StoreError) -> UserID {
        switch self {
        case .sound(let document): return document.user
        case .malformed(let document):
            return try document.place.read { (place) throws(StoreError) in
                UserID(unchecked: try place.string("_id"))
            }
        }
    }
}

extension DocumentComparison {
    fileprivate mutating func compare(
        _ document: WeightDocument, with fold: consuming LogFold, by settings: FoldingSettings,
        isTrimmed: Bool
    ) {
        documents += 1
        behaviors += fold.count
        guard !isTrimmed || !document.knowsMore(than: fold.count) else {
            trimmed += 1
            return
        }
        let activity = document.weights.frame.activity
        guard activity == fold.count, fold.newestFold <= document.version else {
            note(DocumentDifference(user: document.user, kind: .miscounted))
            return
        }
        switch document.refolded(to: fold.finish(), by: settings).refolding {
        case .updated: outdated += 1
        case .repaired: note(DocumentDifference(user: document.user, kind: .unequal))
        case .absent, .trimmed, .unchanged: break
        }
    }
}
