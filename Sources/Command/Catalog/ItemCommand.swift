import ArgumentParser
import Interest
import Repositories

/// `ebb item`: the catalogue, looked at and edited.
struct ItemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "item", abstract: "Lists, shows, edits and deletes items of the catalogue.",
        subcommands: [ItemList.self, ItemShow.self, ItemEdit.self, ItemDelete.self])
}

/// An item for a machine; the labels as the source has them stand in `ebb export items`.
struct ItemAnswer: Encodable {
    let id: String
    let title: String?
    let categories: [String]
    /// The words in the labels.
    let labels: [String]
    let hidden: Bool
    let time: String?

    init(_ item: Item) {
        id = item.id.text
        title = item.title
        categories = item.categories
        labels = item.labels.words
        hidden = item.hidden
        time = item.time?.description
    }

    /// The item for a person.
    var text: String {
        var table = Table(("", .left), ("", .left))
        table.add("id", id)
        table.add("title", title ?? "-")
        table.add("categories", categories.joined(separator: ", "))
        table.add("labels", labels.joined(separator: ", "))
        table.add("hidden", hidden ? "yes: it is never recommended" : "no")
        table.add("time", time ?? "-")
        return String(table.text.drop { $0 == "\n" })
    }
}

/// `ebb item list`.
struct ItemList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists items by id, or those with some words in them.")

    @Option(help: "Only items whose title, categories and labels have all these words in them.")
    var search: String?

    @OptionGroup var page: PageOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard search == nil || page.after == nil else {
            throw ValidationError("--search shows one page: raise --limit instead of --after.")
        }
    }

    func run() async throws {
        let after = try page.after.map { try ItemID($0) }
        let (search, limit) = (search, page.limit)
        let items = try await Session.with(store) { repositories in
            if let search { return try await repositories.items.search(search, limit: limit) }
            return try await repositories.items.page(after: after, limit: limit)
        }
        if output.format == .json { return try Output.json(items.map(ItemAnswer.init)) }
        var table = Table(("ITEM", .left), ("TITLE", .left), ("CATEGORIES", .left), ("", .left))
        for item in items {
            table.add(
                item.id.text.fitted(to: 40), (item.title ?? "").fitted(to: 50),
                item.categories.joined(separator: ", ").fitted(to: 40), item.hidden ? "hidden" : "")
        }
        print(
            items.isEmpty
                ? "There are no such items."
                : table.text
                    + (search == nil ? page.next(items.last?.id.text, count: items.count) : ""))
    }
}

/// `ebb item show`.
struct ItemShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows what the catalogue knows of an item.")

    @Argument(help: "The item's id.") var item: ItemID

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let id = item
        let found = try await Session.with(store) { try await $0.items.items([id])[id] }
        guard let found else { throw Failure("the catalogue has no item \(id)") }
        let answer = ItemAnswer(found)
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }
}

/// `ebb item edit`.
struct ItemEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Changes an item, or puts a new one into the catalogue.",
        discussion: """
            What is not named stays as it is. Servers see it at once; recommenders that know \
            items by their categories and labels at the next training.

              ebb item edit 1535108 --title 'Elysium (2013)' --category drama --category sci-fi
              ebb item edit 1535108 --hidden
            """)

    @Argument(help: "The item's id.") var item: ItemID

    @Option(help: "What people call it.") var title: String?

    @Option(name: .customLong("category"), help: "A shelf it stands on, in place of all it had.")
    var categories: [String] = []

    @Option(name: .customLong("label"), help: "A word that describes it, in place of all labels.")
    var labels: [String] = []

    @Flag(inversion: .prefixedNo, help: "Whether it is never recommended.")
    var hidden: Bool?

    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard title != nil || !categories.isEmpty || !labels.isEmpty || hidden != nil else {
            throw ValidationError("Say what to change: --title, --category, --label, --hidden.")
        }
    }

    func run() async throws {
        let (id, title, categories, labels, hidden) = (item, title, categories, labels, hidden)
        let change: @Sendable (inout Item) -> Void = { item in
            if let title { item.title = title }
            if !categories.isEmpty { item.categories = categories }
            if !labels.isEmpty { item.labels = Labels(words: labels) }
            if let hidden { item.hidden = hidden }
        }
        let isNew = try await Session.with(store) { repositories in
            if try await repositories.items.update(id, change) { return false }
            var item = Item(id: id)
            change(&item)
            try await repositories.items.put([item])
            return true
        }
        print(isNew ? "\(id) is new in the catalogue" : "\(id) is changed")
    }
}

/// `ebb item delete`.
struct ItemDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Takes an item out of the catalogue.",
        discussion: """
            It is in no list from the next request on, on every server, until it is put into the \
            catalog again (ebb item edit, ebb import --items). What people did to it stays in the \
            log and in their interests, unless --behaviors takes that out, too.
            """)

    @Argument(help: "The item's id.") var item: ItemID

    @Flag(help: "Also takes out of the log what people did to it.") var behaviors = false

    @Flag(help: "Does not ask.") var yes = false

    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        try Confirmation.require(
            "Take \(item) out of the catalogue"
                + (behaviors ? ", and all that was done to it out of the log?" : "?"), given: yes)
        let (id, alsoLog) = (item, behaviors)
        let removed: Int? = try await Session.with(store) { repositories in
            let selection = BehaviorSelection(item: id)
            var isKnown = try await repositories.items.items([id])[id] != nil
            if !isKnown { isKnown = try await repositories.behaviors.contains(selection) }
            guard isKnown else { return nil }
            _ = try await repositories.items.remove(id)
            return alsoLog ? try await repositories.behaviors.remove(selection).behaviors : 0
        }
        guard let removed else { throw Failure("the catalogue has no item \(id)") }
        print(
            "\(id) is out of the catalogue"
                + (alsoLog ? ", and \(removed.grouped) behaviours out of the log" : ""))
    }
}
