import ArgumentParser
import Foundation
import Interest
import Repositories

/// `ebb retention show` and `ebb retention set`: show and change how long the log is kept.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "Shows or changes how long the log is kept.",
        discussion: """
            By default the log grows without limit. With a retention, MongoDB deletes older \
            behaviors, within about a minute. Behaviors that are not folded yet are never deleted.

            Present and future interests stay exact, because profiles keep what they have folded. \
            For users with deleted behaviors, past interests and histories are an error, and \
            rebuild skips their profiles. A new law then needs --from-what-is-left and loses the \
            deleted behaviors. train and evaluate see only the remaining log. Behaviors older \
            than the retention are rejected, because a repeated one could count twice.
            """,
        subcommands: [RetentionShow.self, RetentionSet.self], defaultSubcommand: RetentionShow.self)
}

/// `ebb retention show`.
struct RetentionShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows how long the log is kept, and how much was deleted.")

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let answer = try await Session.with(store) { try await RetentionAnswer($0) }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }
}

/// `ebb retention set`.
struct RetentionSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Changes how long the log is kept.",
        discussion: "Deletion is permanent. Use --dry-run first to count the behaviors.")

    @Argument(help: ArgumentHelp("The maximum age (400d, 2y), or off.", valueName: "age"))
    var age: String

    @Flag(help: "Change nothing; print how many behaviors would be deleted.")
    var dryRun = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let retention = try retention()
        let answer = try await Session.with(store) { repositories in
            if retention != nil { try await check(repositories) }
            if !dryRun { try await repositories.behaviors.setRetention(retention) }
            var answer = try await RetentionAnswer(repositories)
            if let retention {
                answer.older = try await repositories.behaviors.foldedCount(
                    before: .now - retention)
            }
            answer.isDry = dryRun
            return answer
        }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }

    private func retention() throws -> Interval? {
        if age == "off" { return nil }
        guard let interval = Interval(age), Retention.range ~= interval else {
            throw ValidationError("invalid age: expected off, or 1d to 68y, e.g. 400d")
        }
        return interval
    }

    /// Checks what would be wrong with a shorter log.
    private func check(_ repositories: MongoRepositories) async throws {
        let law = try await repositories.settings.settings().law
        guard law.acceptsLateBehaviors else {
            throw Failure(
                "the law \(LawText(law)) needs the whole log for late behaviors: change the law "
                    + "before setting a retention")
        }
        let outdated = try await repositories.weights.outdatedCount()
        guard outdated == 0 else {
            throw Failure(
                "\(outdated.grouped) profiles were folded by older settings and need the whole "
                    + "log: run ebb rebuild first")
        }
    }
}

/// The answer of both commands.
struct RetentionAnswer: Encodable {
    /// Nil means forever.
    let retention: String?
    /// The number of folded behaviors that were deleted from the log.
    let gone: Int
    /// The number of behaviors that are older than the new retention and will be deleted.
    var older: Int?
    var isDry = false

    enum CodingKeys: String, CodingKey { case retention, gone, older }

    /// Counts the deleted behaviors, which reads every weight document; `countsOnlyIfKept` skips
    /// that when the log is kept forever.
    init(_ repositories: MongoRepositories, countsOnlyIfKept: Bool = false) async throws {
        let behaviors = repositories.behaviors
        retention = try await behaviors.retention()?.description
        gone =
            countsOnlyIfKept && retention == nil ? 0 : try await behaviors.trimmedCount()
    }

    /// The answer as one line of text.
    var line: String {
        guard let retention else { return "the log is kept forever" }
        return "folded behaviors are kept for \(retention); \(gone.grouped) were deleted, and "
            + "past interests of their users are not available"
    }

    /// The answer as text for people.
    var text: String {
        var text =
            retention.map { "Folded behaviors are kept for \($0)." }
            ?? "The log is kept forever."
        if let older {
            text += "\n\(older.grouped) behaviors are older"
            text += isDry ? " and would be deleted." : " and are being deleted."
        }
        guard gone > 0 else { return text }
        return text + "\n\(gone.grouped) behaviors were deleted; the profiles still count them. "
            + "Past interests of their users are not available; see ebb retention --help."
    }
}
