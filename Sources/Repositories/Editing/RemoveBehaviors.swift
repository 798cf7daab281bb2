internal import Interest
internal import Mongo

/// Takes out the first of the selected behaviors, and with the last of a whole user's the weight
/// document. Meant for a transaction.
struct RemoveBehaviors: Operation {
    let selection: BehaviorSelection
    let limit: Int

    /// What came of it.
    struct Output: Sendable {
        var removed: [Behavior]
        /// How many malformed ones went with them.
        var malformed: Int
        var outcome: Withdrawal.Outcome
        /// Whether there were no others.
        var isEnd: Bool
    }

    func execute(on client: inout Client) throws(StoreError) -> Output {
        let keys = selection.keys
        let found = try Sift<LoggedBehavior>(
            Schema.behaviors, filter: selection.filter(),
            options: FindOptions(sort: keys, limit: limit, hint: keys)
        ).execute(on: &client)
        let outcome = try Withdrawal(
            found: found.documents(), malformed: found.malformed(),
            isOfWholeItems: selection.action == nil && selection.until == .latest
        ).execute(on: &client)
        let isEnd = found.count < limit
        if isEnd, selection.isOfWholeUser, let user = selection.user {
            let own = BSON { $0.append("_id", user.text) }
            _ = try DeleteMany(Schema.weights, filter: own).execute(on: &client)
        }
        return Output(
            removed: found.documents().map(\.behavior), malformed: found.malformed().count,
            outcome: outcome, isEnd: isEnd)
    }
}

/// Puts a user's behaviors in the place of what there is by the same action to the same item.
/// Meant for a transaction.
struct ReplaceBehaviors: Operation {
    let user: UserID
    /// One of each kind.
    let behaviors: [Behavior]
    /// How many are taken out at most.
    let limit: Int
    /// The tombstones that are known.
    let fence: Int64

    /// What came of it.
    struct Output: Sendable {
        var count = AppendCount()
        var outcome = Withdrawal.Outcome.done
        /// Whether more has to be taken out first.
        var isUnfinished = false
    }

    func execute(on client: inout Client) throws(StoreError) -> Output {
        let keys = Schema.userTime.keys
        let found = try Sift<LoggedBehavior>(
            Schema.behaviors, filter: filter,
            options: FindOptions(sort: keys, limit: limit, hint: keys)
        ).execute(on: &client)
        var output = Output()
        output.outcome = try Withdrawal(
            found: found.documents(), malformed: found.malformed(), isOfWholeItems: false
        ).execute(on: &client)
        guard case .done = output.outcome else { return output }
        output.isUnfinished = found.count == limit
        guard !output.isUnfinished else { return output }
        // Under an event's id something else may stand in the log; a transaction has no patience
        // with duplicates.
        var logged: [BehaviorKey: LoggedBehavior] = [:]
        for behavior in behaviors {
            let key = BehaviorKey(behavior)
            logged[key] = LoggedBehavior(behavior, key: key)
        }
        for other in try there(Array(logged.keys), on: &client) { logged[other] = nil }
        let documents = logged.values.sorted().map { $0.bson(fence: fence) }
        if !documents.isEmpty {
            output.count.inserted = try InsertMany(Schema.behaviors, documents: documents)
                .execute(on: &client).inserted
        }
        output.count.repeated = behaviors.count - output.count.inserted
        return output
    }

    private func there(
        _ keys: [BehaviorKey], on client: inout Client
    ) throws(StoreError) -> [BehaviorKey] {
        let filter = BSON { document in
            document.document("_id") { condition in
                condition.array("$in") { list in
                    for key in keys { key.append(to: &list) }
                }
            }
        }
        let options = FindOptions(projection: BSON { $0.append("_id", Int32(1)) })
        return try Find<LogKey>(Schema.behaviors, filter: filter, options: options)
            .execute(on: &client).map(\.key)
    }

    private var filter: BSON {
        BSON { document in
            document.append("user", user.text)
            document.array("$or") { kinds in
                for behavior in behaviors {
                    kinds.document { kind in
                        kind.append("item", behavior.item.text)
                        kind.append("action", behavior.action.text)
                    }
                }
            }
        }
    }
}
