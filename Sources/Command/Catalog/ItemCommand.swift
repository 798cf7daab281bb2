import ArgumentParser
import Interest
import Repositories

/// `ebb item`: lists and edits the items of the catalog.
struct ItemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "item", abstract: "Lists, shows, edits and deletes items of the catalog.",
        subcommands: [ItemList.self, ItemShow.self, ItemEdit.self, ItemDelete.self])
}

/// An item as JSON; `ebb export items` has the labels as the source sent them.
struct ItemAnswer: Encodable {
    let id: String
    let title: String?
    let categories: [String]
    /// The strings in the labels.
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

    /// The item as text for people.
    var text: String {
        var table = Table(("", .left), ("", .left))
        table.add("id", id)
        table.add("title", title ?? "-")
        table.add("categories", categories.joined(separator: ", "))
        table.add("labels", labels.joined(separator: ", "))
        table.add("hidden", hidden ? "yes (never recommended)" : "no")
        table.add("time", time ?? "-")
        return String(table.text.drop { $0 == "\n" })
    }
}

/// `ebb item list`.
struct ItemList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists items by id, or searches them.")

    @Option(help: "Only items whose title, categories and labels contain all these words.")
    var search: String?

    @OptionGroup var page: PageOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard search == nil || page.after == nil else {
            throw ValidationError("--search has only one page: use --limit, not --after")
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
                ? "No items found."
                : table.text
                    + (search == nil ? page.next(items.last?.id.text, count: items.count) : ""))
    }
}

/// `ebb item show`.
struct ItemShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows an item of the catalog.")

    @Argument(help: "The item's id.") var item: ItemID

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let id = item
        let found = try await Session.with(store) { try await $0.items.items([id])[id] }
        guard let found else { throw Failure("unknown item \(id)") }
        let answer = ItemAnswer(found)
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }
}

/// `ebb item edit`.
struct ItemEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Updates an item of the catalog, or creates it.",
        discussion: """
            Fields that are not given do not change. Servers see the update at once; recommenders \
            that use categories and labels see it after the next training.

              ebb item edit 1535108 --title 'Elysium (2013)' --category drama --category sci-fi
              ebb item edit 1535108 --hidden
            """)

    @Argument(help: "The item's id.") var item: ItemID

    @Option(help: "The title.") var title: String?

    @Option(name: .customLong("category"), help: "A category; repeatable, replaces all categories.")
    var categories: [String] = []

    @Option(name: .customLong("label"), help: "A label; repeatable, replaces all labels.")
    var labels: [String] = []

    @Flag(inversion: .prefixedNo, help: "Exclude the item from recommendations.")
    var hidden: Bool?

    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard title != nil || !categories.isEmpty || !labels.isEmpty || hidden != nil else {
            throw ValidationError(
                "nothing to change: give --title, --category, --label or --hidden")
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
        print(isNew ? "Created item \(id)" : "Updated item \(id)")
    }
}

/// `ebb item delete`.
struct ItemDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Deletes an item from the catalog.",
        discussion: """
            The item leaves every list at the next request, on every server, until it is put into \
            the catalog again (ebb item edit, ebb import --items). Behaviors on the item stay in \
            the log and in the interests, unless --behaviors deletes them too. To stop \
            recommending an item for a while, hide it (ebb item edit --hidden).
            """)

    @Argument(help: "The item's id.") var item: ItemID

    @Flag(help: "Also delete the behaviors on the item from the log.") var behaviors = false

    @Flag(help: "Do not ask for confirmation.") var yes = false

    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        try Confirmation.require(
            "Delete item \(item)" + (behaviors ? " and all behaviors on it?" : "?"), given: yes)
        let (id, alsoLog) = (item, behaviors)
        let removed: Int? = try await Session.with(store) { repositories in
            let selection = BehaviorSelection(item: id)
            var isKnown = try await repositories.items.items([id])[id] != nil
            if !isKnown { isKnown = try await repositories.behaviors.contains(selection) }
            guard isKnown else { return nil }
            _ = try await repositories.items.remove(id)
            return alsoLog ? try await repositories.behaviors.remove(selection).behaviors : 0
        }
        guard let removed else { throw Failure("unknown item \(id)") }
        print(
            "Deleted item \(id)" + (alsoLog ? " and \(removed.grouped) behaviors on it" : ""))
    }
}
