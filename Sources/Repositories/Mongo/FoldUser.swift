package import Interest
package import Mongo

// A fold is one transaction: what is pending is read, counted in, and marked with the number of
// the fold, and the weight document is replaced. Two folders of one user write the same document,
// so one of them gets a write conflict, begins again and finds nothing left to do: every
// behaviour counts once.

/// Folds a user's pending behaviours (or the whole log, after a change of settings).
package struct FoldUser: Operation {
    /// The most behaviours that one fold takes in: bounds a transaction's time and memory.
    package static let behaviorsMax = 10_000

    package let user: UserID
    package let settings: FoldingSettings

    package init(user: UserID, settings: FoldingSettings) {
        self.user = user
        self.settings = settings
    }

    /// The document after the fold, and whether more is pending.
    package struct Folded: Sendable {
        package var document: WeightDocument
        package var more: Bool
    }

    package func execute(on client: inout Client) throws(StoreError) -> Folded {
        let kept = try WeightDocument.find(user, on: &client)
        let pending = try pending(on: &client)
        let document = try WeightDocument.following(
            kept, of: user, pending: pending, by: settings
        ) { () throws(StoreError) in try folded(on: &client) }
        if document != kept, document.version > 0 {
            try mark(pending, fold: document.version, on: &client)
            try document.save(on: &client)
        }
        return Folded(document: document, more: pending.count == Self.behaviorsMax)
    }

    /// What of the log was folded before.
    private func folded(on client: inout Client) throws(StoreError) -> [LoggedBehavior] {
        try ReadLog(user: user, until: .latest).execute(on: &client).filter { $0.fold != nil }
    }

    private func pending(on client: inout Client) throws(StoreError) -> [LoggedBehavior] {
        let keys = Schema.pending.keys
        let options = FindOptions(sort: keys, limit: Self.behaviorsMax, hint: keys)
        return try Find(
            Schema.behaviors, filter: ReadWeights.pending(of: user), options: options
        ).execute(on: &client)
    }

    /// Writes the number of the fold in place of the pending mark.
    private func mark(
        _ pending: [LoggedBehavior], fold: Int, on client: inout Client
    ) throws(StoreError) {
        guard !pending.isEmpty else { return }
        let filter = BSON { document in
            document.document("_id") { ids in
                ids.array("$in") { keys in
                    for behavior in pending { behavior.key.append(to: &keys) }
                }
            }
        }
        let update = BSON { document in
            document.document("$set") { $0.append("fold", Int64(fold)) }
            document.document("$unset") { $0.append("pending", true) }
        }
        let report = try UpdateMany(Schema.behaviors, filter: filter, update: update)
            .execute(on: &client)
        guard report.modified == pending.count else {
            throw StoreError(.transient, "behaviours of this fold changed under it")
        }
    }
}

/// Folds a user's document anew from what of the log it has folded.
package struct RefoldUser: Operation {
    package let user: UserID
    package let settings: FoldingSettings

    package func execute(on client: inout Client) throws(StoreError) -> Refolding {
        guard let kept = try WeightDocument.find(user, on: &client) else { return .absent }
        let log = try ReadLog(user: user, until: .latest).execute(on: &client)
        let (document, refolding) = kept.refolded(from: log, by: settings)
        if refolding != .unchanged { try document.save(on: &client) }
        return refolding
    }
}

extension WeightDocument {
    fileprivate func save(on client: inout Client) throws(StoreError) {
        let filter = BSON { $0.append("_id", user.text) }
        _ = try ReplaceOne(Schema.weights, filter: filter, replacement: bson, upsert: true)
            .execute(on: &client)
    }
}

/// All that a user did up to a time.
package struct ReadLog: Operation {
    package let user: UserID
    package let until: Timestamp

    package func execute(on client: inout Client) throws(StoreError) -> [LoggedBehavior] {
        let filter = BSON { document in
            document.append("user", user.text)
            document.document("time") { $0.append("$lte", date: until.milliseconds) }
        }
        return try Find(
            Schema.behaviors, filter: filter, options: FindOptions(hint: Schema.userTime.keys)
        ).execute(on: &client)
    }
}
