internal import Interest
internal import Recommending

/// What somebody is interested in.
struct InterestsAnswer: JSONAnswer {
    let user: UserID
    let time: Timestamp
    let interests: [(interest: ItemWeight, title: String?)]
    /// Nil where nobody asked for them.
    let categories: CategoryInterests?
    /// The maximum number of them.
    let categoriesMax: Int

    static var schema: JSONSchema {
        .object([
            .needed("UserId", .text()), .needed("At", .moment),
            .needed(
                "Interests",
                .array(
                    .object([
                        .needed("ItemId", .text()), .needed("Title", .nullable(.text())),
                        .needed("Weight", .number()), .needed("Last", .moment),
                    ]))),
            .optional("Categories", named), .optional("Labels", named),
            .optional("Uncategorized", .number()),
        ])
    }

    private static var named: JSONSchema {
        .array(
            .object([
                .needed("Name", .text()), .needed("Weight", .number()),
                .needed("Items", .whole(0...Int(Int32.max))), .needed("Last", .moment),
            ]))
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("UserId", user.text)
            json.field("At", time)
            json.field("Interests") { json in
                for (interest, title) in interests {
                    json.object { json in
                        json.field("ItemId", interest.item.text)
                        json.field("Title", title)
                        json.field("Weight", interest.weight)
                        json.field("Last", interest.last)
                    }
                }
            }
            if let categories {
                json.field("Categories") { write(categories.categories, to: &$0) }
                json.field("Labels") { write(categories.labels, to: &$0) }
                json.field("Uncategorized", categories.uncategorized)
            }
        }
    }

    private func write(
        _ weights: [NamedWeight], to json: inout JSONWriter
    ) {
        for weight in weights.prefix(categoriesMax) {
            json.object { json in
                json.field("Name", weight.name)
                json.field("Weight", weight.weight)
                json.field("Items", weight.items)
                json.field("Last", weight.last)
            }
        }
    }
}

/// What behaviors would change in somebody's interests.
struct ChangesAnswer: JSONAnswer {
    /// One interest before and after.
    typealias Change = (item: ItemID, before: Double, after: Double)

    let user: UserID
    let time: Timestamp
    let changes: [Change]
    /// What is known of the items.
    let items: [ItemID: Item]

    /// What is different, the largest change first.
    static func changes(from before: [ItemWeight], to after: [ItemWeight]) -> [Change] {
        let (old, new) = (before.byItem, after.byItem)
        return Set(old.keys).union(new.keys)
            .map { (item: $0, before: old[$0] ?? 0, after: new[$0] ?? 0) }
            .filter { $0.before != $0.after }
            .sorted { first, second in
                let (one, other) = (
                    (first.after - first.before).magnitude, (second.after - second.before).magnitude
                )
                return one == other ? first.item < second.item : one > other
            }
    }

    static var schema: JSONSchema {
        .object([
            .needed("UserId", .text()), .needed("At", .moment),
            .needed(
                "Changes",
                .array(
                    .object([
                        .needed("ItemId", .text()), .needed("Title", .nullable(.text())),
                        .needed("Before", .number()), .needed("After", .number()),
                    ]))),
        ])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("UserId", user.text)
            json.field("At", time.description)
            json.field("Changes") { json in
                for change in changes {
                    json.object { json in
                        json.field("ItemId", change.item.text)
                        json.field("Title", items[change.item]?.title)
                        json.field("Before", change.before)
                        json.field("After", change.after)
                    }
                }
            }
        }
    }
}

extension [ItemWeight] {
    fileprivate var byItem: [ItemID: Double] {
        Dictionary(map { ($0.item, $0.weight) }) { first, _ in first }
    }
}

/// How somebody's interests came and went.
struct HistoryAnswer: JSONAnswer {
    let user: UserID
    let history: InterestHistory
    /// What is known of the items.
    let items: [ItemID: Item]

    static var schema: JSONSchema {
        .object([
            .needed("UserId", .text()), .needed("Times", .array(.moment)),
            .needed(
                "Interests",
                .array(
                    .object([
                        .needed("ItemId", .text()), .needed("Title", .nullable(.text())),
                        .needed("Weights", .array(.number())),
                    ]))),
        ])
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("UserId", user.text)
            json.field("Times") { json in
                for time in history.times { json.element(time.description) }
            }
            json.field("Interests") { json in
                for curve in history.curves {
                    json.object { json in
                        json.field("ItemId", curve.item.text)
                        json.field("Title", items[curve.item]?.title)
                        json.field("Weights", all: curve.weights)
                    }
                }
            }
        }
    }
}
