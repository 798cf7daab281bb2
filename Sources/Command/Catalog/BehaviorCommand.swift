import ArgumentParser
import Interest
import Repositories

/// `ebb behavior`: lists and deletes behaviors in the log.
struct BehaviorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "behavior",
        abstract: "Lists or deletes behaviors of a user or on an item.",
        subcommands: [BehaviorList.self, BehaviorDelete.self])
}

/// A behavior as JSON; `ebb export behaviors` has the labels as the source sent them.
private struct BehaviorAnswer: Encodable {
    let event: String?
    let user: String
    let item: String
    let action: String
    let value: Double?
    let time: String
    /// The strings in the labels.
    let labels: [String]
    let comment: String?

    init(_ behavior: Behavior) {
        event = behavior.event?.text
        user = behavior.user.text
        item = behavior.item.text
        action = behavior.action.text
        value = behavior.value
        time = behavior.time.description
        labels = behavior.note?.labels.words ?? []
        comment = behavior.note?.comment
    }
}

/// `ebb behavior list`.
struct BehaviorList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the newest behaviors of a user or on an item.",
        discussion: """
            The newest behavior comes first; use --until to see older ones. To list a long log \
            completely, use ebb export behaviors.
            """)

    @Option(help: "The id of the user.") var user: UserID?

    @Option(help: "The id of the item.") var item: ItemID?

    @Option(help: "The latest time. (default: none, so future times are listed too)")
    var until: TimeArgument?

    @Option(help: "The maximum number of behaviors.") var limit = 50

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard (user == nil) != (item == nil) else {
            throw ValidationError("missing --user or --item")
        }
        guard 1...PageOptions.limitMax ~= limit else {
            throw ValidationError("invalid --limit: expected 1 to \(PageOptions.limitMax)")
        }
    }

    func run() async throws {
        let time = until?.time(from: .now) ?? .latest
        let (user, item, limit) = (user, item, limit)
        let found = try await Session.with(store) { repositories in
            if let item {
                return try await repositories.behaviors.newest(limit, towards: item, until: time)
            }
            guard let user else { return [Behavior]() }
            return try await repositories.behaviors.newest(limit, of: user, until: time)
        }
        if output.format == .json { return try Output.json(found.map(BehaviorAnswer.init)) }
        var table = Table(
            ("TIME", .left), ("ACTION", .left), ("VALUE", .right),
            (user == nil ? "USER" : "ITEM", .left), ("EVENT", .left), ("COMMENT", .left))
        for behavior in found {
            table.add(
                behavior.time.description, behavior.action.text.fitted(to: 20),
                behavior.value.map { "\($0)" } ?? "",
                (user == nil ? behavior.user.text : behavior.item.text).fitted(to: 50),
                (behavior.event?.text ?? "").fitted(to: 30),
                (behavior.note?.comment ?? "").fitted(to: 30))
        }
        print(found.isEmpty ? "No behaviors found." : table.text)
    }
}

/// `ebb behavior delete`.
struct BehaviorDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes behaviors from the log, as if they had never happened.",
        discussion: """
            The profiles are folded again from the remaining log at their next read. Importing \
            the same file again brings the behaviors back. To erase a user, use ebb forget.

              ebb behavior delete --user ann --item 1535108
              ebb behavior delete --item 1535108 --action browse --yes
            """)

    @Option(help: "The id of the user.") var user: UserID?

    @Option(help: "The id of the item.") var item: ItemID?

    @Option(help: "Delete only this action.") var action: String?

    @Flag(help: "Do not ask for confirmation.") var yes = false

    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        if let action { _ = try Action(action) }
        guard user != nil || item != nil else {
            throw ValidationError("missing --user or --item: give one or both")
        }
    }

    func run() async throws {
        let words =
            (user.map { " of \($0)" } ?? "") + (item.map { " on \($0)" } ?? "")
            + (action.map { " with action \($0)" } ?? "")
        try Confirmation.require("Delete all behaviors\(words) from the log?", given: yes)
        let selection = BehaviorSelection(
            user: user, item: item, action: try action.map { try Action($0) })
        let removed = try await Session.with(store) { repositories in
            try await repositories.behaviors.remove(selection)
        }
        print("Deleted \(removed.behaviors.grouped) behaviors\(words) from the log")
    }
}
