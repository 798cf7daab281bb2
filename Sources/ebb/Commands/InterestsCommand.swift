import ArgumentParser
import Interest
import Repositories

/// `ebb interests USER`: what is left of a user's interests.
struct InterestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interests",
        abstract: "Shows what is left of a user's interests.",
        discussion: """
            A time in the past folds the log up to then; a time in the future fades what is there.
            """)

    @Argument(help: "The user's id.")
    var user: UserID

    @Option(name: [.customShort("n"), .long], help: "How many interests to show.")
    var count = 10

    @Option(help: "As of when: 2013-09-01, an ISO 8601 time, unix seconds, -7d, +30d, now.")
    var at: TimeArgument?

    @Option(help: "Shows so many of the newest behaviours too.")
    var behaviors = 0

    @OptionGroup var output: OutputOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard 1...100_000 ~= count else {
            throw ValidationError("--count must be from 1 to 100,000.")
        }
        guard 0...100_000 ~= behaviors else {
            throw ValidationError("--behaviors must be from 0 to 100,000.")
        }
    }

    func run() async throws {
        try await Session.with(store) { repositories in
            let now = Timestamp.now
            let time = at?.time(from: now) ?? now
            let folded = try await repositories.weights.weights(of: user, at: time, now: now)
            let top = folded.top(count, at: time)
            let log = try await repositories.behaviors.newest(behaviors, of: user, until: time)
            let titles = try await repositories.items.items(top.map(\.item) + log.map(\.item))
            let answer = InterestsAnswer(
                user: user, time: time, top: top, log: log, titles: titles,
                behaviors: folded.weights.frame.activity)
            if output.format == .json { try Output.json(answer) } else { print(answer.text) }
        }
    }
}

/// What `ebb interests` answers.
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

    /// The answer for a person.
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
            parts.append("Newest behaviours of \(user.text.fitted(to: 40))\n\n" + table.text)
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
                + "from \(Int(behaviors).grouped) behaviours\n\n" + table.text)
        return parts.joined(separator: "\n\n")
    }
}
