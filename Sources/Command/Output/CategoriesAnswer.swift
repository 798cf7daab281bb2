import Interest

/// The answer of `ebb interests --categories`.
struct CategoriesAnswer: Encodable {
    struct Named: Encodable {
        let name: String
        let weight: Double
        let items: Int
        let last: String

        init(_ named: NamedWeight) {
            name = named.name
            weight = named.weight
            items = named.items
            last = named.last.description
        }
    }

    let user: UserID
    let at: String
    let categories: [Named]
    let labels: [Named]
    let uncategorized: Double

    init(user: UserID, time: Timestamp, interests: CategoryInterests, count: Int) {
        self.user = user
        at = time.description
        categories = interests.categories.prefix(count).map(Named.init)
        labels = interests.labels.prefix(count).map(Named.init)
        uncategorized = interests.uncategorized
    }

    /// The answer as text for people.
    var text: String {
        let name = user.text.fitted(to: 40)
        var parts = [("CATEGORY", categories), ("LABEL", labels)].filter { !$0.1.isEmpty }
            .map { heading, named in
                var table = Table(
                    ("WEIGHT", .right), (heading, .left), ("ITEMS", .right), ("LAST", .left))
                for entry in named {
                    table.add(
                        Output.weight(entry.weight), entry.name.fitted(to: 40),
                        entry.items.grouped, entry.last)
                }
                return table.text
            }
        if parts.isEmpty {
            parts = ["\(name) has no interests in items with categories or labels in the catalog."]
        }
        if uncategorized != 0 {
            parts.append(
                "\(Output.weight(uncategorized)) is in items without a category in the catalog")
        }
        return (["Interests of \(name) in categories at \(at)"] + parts).joined(separator: "\n\n")
    }
}
