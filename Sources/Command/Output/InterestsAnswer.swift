import Interest
import Wire

extension InterestsAnswer {
    /// The answer as text for people.
    var text: String {
        let name = user.fitted(to: 40)
        var parts: [String] = []
        if let log, !log.isEmpty {
            parts.append("Newest behaviors of \(name)\n\n" + Self.table(of: log).text)
        }
        guard !interests.isEmpty else {
            parts.append("\(name) has no interests at \(at).")
            return parts.joined(separator: "\n\n")
        }
        var table = Table(
            ("WEIGHT", .right), ("ITEM", .left), ("TITLE", .left), ("LAST", .left))
        for interest in interests {
            table.add(
                Output.weight(interest.weight), interest.item.fitted(to: 24),
                (interest.title ?? "").fitted(to: 48), interest.last.description)
        }
        parts.append(
            "Interests of \(name) at \(at), from \(behaviors.grouped) behaviors\n\n"
                + table.text)
        return parts.joined(separator: "\n\n")
    }

    private static func table(of log: [BehaviorRow]) -> Table {
        var table = Table(
            ("TIME", .left), ("ACTION", .left), ("VALUE", .right), ("ITEM", .left),
            ("TITLE", .left))
        for entry in log {
            table.add(
                entry.time.description, entry.action.fitted(to: 20),
                entry.value.map { Output.number($0, digits: 1) } ?? "",
                entry.item.fitted(to: 24), (entry.title ?? "").fitted(to: 48))
        }
        return table
    }

    /// The interests in categories and labels as text for people.
    var categoriesText: String {
        let name = user.fitted(to: 40)
        var parts = [("CATEGORY", categories ?? []), ("LABEL", labels ?? [])]
            .filter { !$0.1.isEmpty }
            .map { heading, named in
                var table = Table(
                    ("WEIGHT", .right), (heading, .left), ("ITEMS", .right), ("LAST", .left))
                for entry in named {
                    table.add(
                        Output.weight(entry.weight), entry.name.fitted(to: 40),
                        entry.items.grouped, entry.last.description)
                }
                return table.text
            }
        if parts.isEmpty {
            parts = ["\(name) has no interests in items with categories or labels in the catalog."]
        }
        if let uncategorized, uncategorized != 0 {
            parts.append(
                "\(Output.weight(uncategorized)) is in items without a category in the catalog")
        }
        return (["Interests of \(name) in categories at \(at)"] + parts).joined(separator: "\n\n")
    }
}
