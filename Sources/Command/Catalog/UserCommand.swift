import ArgumentParser
import Interest
import Repositories

/// `ebb user`: lists users and edits their profiles.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Lists and shows users, and edits their profiles.",
        discussion: "To erase a user and all their data, use ebb forget.",
        subcommands: [UserList.self, UserShow.self, UserEdit.self])
}

/// `ebb user list`.
struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the users with behaviors or with profiles, by id.")

    @Flag(help: "List users who have a profile, not users who have behaviors.")
    var profiles = false

    @OptionGroup var page: PageOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let after = try page.after.map { try UserID($0) }
        let (profiles, limit) = (profiles, page.limit)
        let users = try await Session.with(store) { repositories in
            guard profiles else {
                return try await repositories.behaviors.users(after: after, limit: limit)
            }
            return try await repositories.profiles.page(after: after, limit: limit).map(\.id)
        }
        if output.format == .json { return try Output.json(users.map(\.text)) }
        print(
            users.isEmpty
                ? "No users found."
                : users.map { $0.text.fitted(to: 100) }.joined(separator: "\n")
                    + page.next(users.last?.text, count: users.count))
    }
}

/// `ebb user show`.
struct UserShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a user's profile and data.")

    @Argument(help: "The user's id.") var user: UserID

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let user = user
        let answer = try await Session.with(store) { repositories in
            UserAnswer(
                user, profile: try await repositories.profiles.profile(of: user),
                remains: try await repositories.erasures.remains(of: user))
        }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }
}

/// The answer of `ebb user show`.
private struct UserAnswer: Encodable {
    let id: String
    let hasProfile: Bool
    /// The strings in the labels.
    let labels: [String]
    let comment: String
    let behaviors: Int
    let hasWeights: Bool
    let isForgotten: Bool

    init(_ user: UserID, profile: Profile?, remains: Remains) {
        id = user.text
        hasProfile = profile != nil
        labels = profile?.labels.words ?? []
        comment = profile?.comment ?? ""
        behaviors = remains.behaviors
        hasWeights = remains.weights > 0
        isForgotten = remains.isForgotten
    }

    /// The answer as text for people.
    var text: String {
        var table = Table(("", .left), ("", .left))
        table.add("id", id)
        table.add("profile", hasProfile ? "yes" : "none")
        table.add("labels", labels.joined(separator: ", "))
        table.add("comment", comment)
        table.add("behaviors", behaviors.grouped)
        table.add("weights", hasWeights ? "folded (see ebb interests)" : "not folded yet")
        if isForgotten { table.add("forgotten", "yes (new data of this user is rejected)") }
        return String(table.text.drop { $0 == "\n" })
    }
}

/// `ebb user edit`.
struct UserEdit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Updates a user's profile, or creates it.",
        discussion: "Fields that are not given do not change.")

    @Argument(help: "The user's id.") var user: UserID

    @Option(help: "A comment.") var comment: String?

    @Option(name: .customLong("label"), help: "A label; repeatable, replaces all labels.")
    var labels: [String] = []

    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        guard comment != nil || !labels.isEmpty else {
            throw ValidationError("nothing to change: give --comment or --label")
        }
    }

    func run() async throws {
        let (user, comment, labels) = (user, comment, labels)
        let change: @Sendable (inout Profile) -> Void = { profile in
            if let comment { profile.comment = comment }
            if !labels.isEmpty { profile.labels = Labels(words: labels) }
        }
        try await Session.with(store) { repositories in
            if try await repositories.profiles.update(user, change) { return }
            var profile = Profile(id: user)
            change(&profile)
            guard try await repositories.profiles.put([profile]) == 0 else {
                throw Failure("\(user) was erased: ebb forget \(user) --readmit allows them again")
            }
        }
        print("Updated the profile of \(user)")
    }
}
