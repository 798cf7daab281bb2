package import Interest
package import Mongo

/// One page of selected behaviors, beginning behind a behavior.
package struct SelectedPage: Operation {
    package let selection: BehaviorSelection
    package let after: LogPlace?
    package let limit: Int

    package init(_ selection: BehaviorSelection, after: LogPlace? = nil, limit: Int) {
        self.selection = selection
        self.after = after
        self.limit = limit
    }

    package func execute(on client: inout Client) throws(StoreError) -> LogPage {
        try LogPage(
            Sift(Schema.behaviors, filter: filter, options: options).execute(on: &client),
            behind: after)
    }

    /// The condition.
    package var filter: BSON {
        selection.filter(behind: selection.isOfAll ? nil : after, hasSoundKeys: true)
    }

    /// In the order of the index.
    package var options: FindOptions {
        let keys = selection.keys
        guard let after, selection.isOfAll else {
            return FindOptions(sort: keys, limit: limit, hint: keys)
        }
        return FindOptions(sort: keys, limit: limit + 1, hint: keys, min: after.bound)
    }
}

extension BehaviorSelection {
    /// Whether neither a user nor an item is named.
    var isOfAll: Bool { user == nil && item == nil }

    /// Whether it is everything that a user has ever done.
    var isOfWholeUser: Bool {
        user != nil && item == nil && action == nil && until == .latest
    }

    /// The index that has them in order.
    package var keys: BSON {
        user == nil && item != nil ? Schema.itemTime.keys : Schema.userTime.keys
    }

    /// The condition; with `last` only what comes behind it.
    ///
    /// - Parameter hasSoundKeys: whether ids of another type than a behavior's are left out, so
    ///   that pages can be made of what is found.
    package func filter(behind last: LogPlace? = nil, hasSoundKeys: Bool = false) -> BSON {
        BSON { document in
            if let user {
                document.append("user", user.text)
            } else if item == nil {
                document.document("user") { $0.append("$gte", firstUser?.text ?? "") }
            }
            if hasSoundKeys { document.appendSoundKey() }
            if let item { document.append("item", item.text) }
            if let action { document.append("action", action.text) }
            document.document("time") { time in
                time.append("$lte", date: until.milliseconds)
                if let last { time.append("$gte", date: last.time.milliseconds) }
            }
            guard let last else { return }
            document.array("$or") { cases in
                cases.document { later in
                    later.document("time") {
                        $0.append("$gt", date: last.time.milliseconds)
                    }
                }
                cases.document { next in
                    next.document("_id") { last.key.append(to: &$0, as: "$gt") }
                }
                // A comparison keeps to the type of what it compares with; digests come behind.
                guard case .event = last.key else { return }
                cases.document { digests in
                    digests.document("_id") { $0.append("$type", "binData") }
                }
            }
        }
    }
}

/// The names that stand in an index, each once, from behind one on.
///
/// Hops from name to name: each step costs one look into the index, however often the name is in
/// the log.
package struct DistinctNames: Operation {
    /// A field that an index begins with.
    package enum Field: String, Sendable {
        case user, item

        fileprivate var keys: BSON { self == .user ? Schema.userTime.keys : Schema.itemTime.keys }
    }

    package let field: Field
    package let after: String?
    package let limit: Int

    package init(_ field: Field, after: String?, limit: Int) {
        self.field = field
        self.after = after
        self.limit = limit
    }

    package func execute(on client: inout Client) throws(StoreError) -> [String] {
        var names: [String] = []
        while names.count < limit {
            let find = FindOne<OnlyName>(
                Schema.behaviors, filter: filter(behind: names.last ?? after), options: options)
            guard let next = try find.execute(on: &client) else { break }
            names.append(next.text)
        }
        return names
    }

    package func filter(behind name: String?) -> BSON {
        BSON { document in
            document.document(field.rawValue) {
                $0.append(name == nil ? "$gte" : "$gt", name ?? "")
            }
        }
    }

    /// Only what stands in the index.
    package var options: FindOptions {
        FindOptions(
            sort: field.keys,
            projection: BSON { document in
                document.append(field.rawValue, Int32(1))
                document.append("_id", false)
            }, limit: 1, hint: field.keys)
    }
}

/// The text in a document's only field, which is a user or an item.
struct OnlyName: BSONDecodable {
    let text: String

    init(reading document: borrowing BSONReader) throws(StoreError) {
        var found = try document.optionalString("user")
        if found == nil { found = try document.optionalString("item") }
        guard let found else { throw StoreError(.malformed, "an index has a name without a text") }
        text = found
    }
}
