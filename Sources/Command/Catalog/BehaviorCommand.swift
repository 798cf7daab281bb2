import ArgumentParser
import Interest
import Repositories

/// `ebb behavior`: the log, looked at and taken back.
struct BehaviorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "behavior",
        abstract: "Lists behaviours of a user or an item, or takes some back.",
        subcommands: [BehaviorList.self, BehaviorDelete.self])
}

/// A behaviour for a machine; the labels as the source has them stand in `ebb export behaviors`.
private struct BehaviorAnswer: Encodable {
    let event: String?
    let user: String
    let item: String
    let action: String
    let value: Double?
    let time: String
    /// The words in the labels.
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
        commandName: "list", abstract: "Lists the newest behaviours of a user or towards an item.",
        discussion: """
            The newest come first; --until shows what is older. For all of a long log: ebb \
            export behaviors.
            """)

    @Option(help: "Whose.") var user: UserID?

    @Option(help: "Towards which item.") var item: ItemID?

    @Option(help: "Up to this time. (default: now, and what clocks ahead of ours have sent)")
    var until: TimeArgument?

    @Option(help: "How many at most.") var limit = 50

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard (user == nil) != (item == nil) else {
            throw ValidationError("Name a --user or an --item.")
        }
        guard 1...PageOptions.limitMax ~= limit else {
            throw ValidationError("--limit must be from 1 to \(PageOptions.limitMax).")
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
        print(found.isEmpty ? "There are none." : table.text)
    }
}

/// `ebb behavior delete`.
struct BehaviorDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Takes behaviours out of the log, as if they had not been.",
        discussion: """
            Profiles are folded anew from what is left when they are read next. A later import \
            of the same file brings the behaviours back. To erase a person: ebb forget.

              ebb behavior delete --user ann --item 1535108
              ebb behavior delete --item 1535108 --action browse --yes
            """)

    @Option(help: "Whose.") var user: UserID?

    @Option(help: "Towards which item.") var item: ItemID?

    @Option(help: "Only this action.") var action: String?

    @Flag(help: "Does not ask.") var yes = false

    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        if let action { _ = try Action(action) }
        guard user != nil || item != nil else {
            throw ValidationError("Name a --user, an --item, or both.")
        }
    }

    func run() async throws {
        let words =
            (user.map { " of \($0)" } ?? "") + (item.map { " towards \($0)" } ?? "")
            + (action.map { " by \($0)" } ?? "")
        try Confirmation.require("Take all behaviours\(words) out of the log?", given: yes)
        let selection = BehaviorSelection(
            user: user, item: item, action: try action.map { try Action($0) })
        let removed = try await Session.with(store) { repositories in
            try await repositories.behaviors.remove(selection)
        }
        print("\(removed.behaviors.grouped) behaviours\(words) are out of the log")
    }
}
