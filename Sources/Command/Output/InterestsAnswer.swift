import Interest

/// The answer of `ebb interests`.
struct InterestsAnswer: Encodable {
    struct Interest: Encodable {
        let item: ItemID
        let title: String?
        let weight: Double
        let last: String
    }

    struct Logged: Encodable {
        let item: ItemID
        let title: String?
        let action: Action
        let value: Double?
        let time: String
    }

    let user: UserID
    let at: String
    let behaviors: Int64
    let interests: [Interest]
    let log: [Logged]

    init(
        user: UserID, time: Timestamp, top: [ItemWeight], log: [Behavior],
        titles: [ItemID: Item], behaviors: Int64
    ) {
        self.user = user
        at = time.description
        self.behaviors = behaviors
        interests = top.map {
            Interest(
                item: $0.item, title: titles[$0.item]?.title, weight: $0.weight,
                last: $0.last.description)
        }
        self.log = log.map {
            Logged(
                item: $0.item, title: titles[$0.item]?.title, action: $0.action, value: $0.value,
                time: $0.time.description)
        }
    }

    /// The answer as text for people.
    var text: String {
        var parts: [String] = []
        if !log.isEmpty {
            var table = Table(
                ("TIME", .left), ("ACTION", .left), ("VALUE", .right), ("ITEM", .left),
                ("TITLE", .left))
            for entry in log {
                table.add(
                    entry.time, entry.action.text.fitted(to: 20),
                    entry.value.map { Output.number($0, digits: 1) } ?? "",
                    entry.item.text.fitted(to: 24), (entry.title ?? "").fitted(to: 48))
            }
            parts.append("Newest behaviors of \(user.text.fitted(to: 40))\n\n" + table.text)
        }
        guard !interests.isEmpty else {
            parts.append("\(user.text.fitted(to: 40)) has no interests at \(at).")
            return parts.joined(separator: "\n\n")
        }
        var table = Table(
            ("WEIGHT", .right), ("ITEM", .left), ("TITLE", .left), ("LAST", .left))
        for interest in interests {
            table.add(
                Output.weight(interest.weight), interest.item.text.fitted(to: 24),
                (interest.title ?? "").fitted(to: 48), interest.last)
        }
        parts.append(
            "Interests of \(user.text.fitted(to: 40)) at \(at), "
                + "from \(Int(behaviors).grouped) behaviors\n\n" + table.text)
        return parts.joined(separator: "\n\n")
    }
}
