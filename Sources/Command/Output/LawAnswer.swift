import Interest

/// The answer of `ebb law show`.
struct LawAnswer: Encodable {
    let law: String
    let settings: Settings
    let documents: Int
    let outdated: Int

    init(_ settings: Settings, documents: Int, outdated: Int) {
        law = LawText(settings.law).description
        self.settings = settings
        self.documents = documents
        self.outdated = outdated
    }

    /// The answer as text for people.
    var text: String {
        var table = Table(("WHAT", .left), ("SETTING", .left))
        table.add("law", law)
        for (action, rule) in settings.gains.rules.sorted(by: { $0.key < $1.key }) {
            table.add("gain of \(action.text.fitted(to: 30))", GainText(rule).description)
        }
        table.add("pruning", "below \(settings.pruning) of the profile")
        table.add("documents", documents.grouped)
        table.add("outdated profiles", outdated.grouped)
        return table.text
    }
}

/// The differences between two settings.
struct LawChange: Encodable {
    struct Difference: Encodable {
        let key: String
        let before: String?
        let after: String?
    }

    let changed: [Difference]
    let settings: Settings

    init(from before: Settings, to after: Settings) {
        settings = after
        var pairs = [
            ("law", LawText(before.law).description, LawText(after.law).description),
            ("pruning", "\(before.pruning)", "\(after.pruning)"),
        ].map { Difference(key: $0.0, before: $0.1, after: $0.2) }
        let (old, new) = (before.gains.rules, after.gains.rules)
        for action in Set(old.keys).union(new.keys).sorted() {
            pairs.append(
                Difference(
                    key: "gain of \(action)",
                    before: old[action].map { GainText($0).description },
                    after: new[action].map { GainText($0).description }))
        }
        changed = pairs.filter { $0.before != $0.after }
    }

    var isEmpty: Bool { changed.isEmpty }
}

/// The answer of `ebb law set`.
struct LawChangeAnswer: Encodable {
    let changed: [LawChange.Difference]
    let settings: Settings
    let outdated: Int

    init(_ change: LawChange, outdated: Int) {
        changed = change.changed
        settings = change.settings
        self.outdated = outdated
    }

    /// The answer as text for people.
    var text: String {
        guard !changed.isEmpty else { return "Nothing changed: these are the store's settings." }
        var table = Table(("CHANGED", .left), ("WAS", .left), ("IS", .left))
        for difference in changed {
            table.add(
                difference.key.fitted(to: 40), difference.before ?? "none",
                difference.after ?? "none")
        }
        guard outdated > 0 else { return table.text }
        let documents = outdated == 1 ? "1 document was" : "\(outdated.grouped) documents were"
        return table.text + "\n\n\(documents) folded by older settings and will be folded again "
            + "at the next read, or all at once by ebb rebuild."
    }
}
