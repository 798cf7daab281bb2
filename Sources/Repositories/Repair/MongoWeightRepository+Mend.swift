package import Interest
internal import Mongo

extension MongoWeightRepository {
    /// Makes a user's log pending again and deletes the document, so that the next read folds all
    /// of it; returns the number of behaviors.
    ///
    /// For documents that count otherwise than their log, or are missing, which refolding by
    /// the numbers of the folds cannot mend. Late behaviors then count in order of time.
    package func startAnew(_ user: UserID) async throws(RepositoryError) -> Int {
        try await store.ask(Transact(StartAnew(user: user)))
    }
}

private struct StartAnew: Operation {
    let user: UserID

    func execute(on client: inout Client) throws(StoreError) -> Int {
        let folded = BSON { filter in
            filter.append("user", user.text)
            filter.document("fold") { $0.append("$exists", true) }
        }
        let update = BSON { update in
            update.document("$unset") { $0.append("fold", true) }
            update.document("$set") { $0.append("pending", true) }
        }
        let report = try UpdateMany(Schema.behaviors, filter: folded, update: update)
            .execute(on: &client)
        let own = BSON { $0.append("_id", user.text) }
        _ = try DeleteMany(Schema.weights, filter: own).execute(on: &client)
        return report.modified
    }
}
