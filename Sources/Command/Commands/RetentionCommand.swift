import ArgumentParser
import Foundation
import Interest
import Repositories

/// `ebb retention show` and `ebb retention set`: how long the log is kept.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "Shows or changes how long the log is kept.",
        discussion: """
            The log grows for ever unless told otherwise. With a retention MongoDB itself deletes \
            what is older, within about a minute; what no fold has seen yet is never deleted.

            What stays exact: interests as of now and of times to come, since profiles keep what \
            they have folded. What does not: interests as of the past, and histories, are refused \
            for users of whose log a part is gone; rebuild leaves their profiles as they are; a \
            new law wants --from-what-is-left and forgets what is gone; train and evaluate see \
            what is left. Behaviours older than the retention are no longer taken in, because one \
            that came twice would count twice.
            """,
        subcommands: [RetentionShow.self, RetentionSet.self], defaultSubcommand: RetentionShow.self)
}

/// `ebb retention show`.
struct RetentionShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows how long the log is kept, and what is gone from it.")

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
        commandName: "set", abstract: "Changes how long the log is kept, or keeps it for ever.",
        discussion: "What is deleted is gone for good: --dry-run counts it beforehand.")

    @Argument(help: ArgumentHelp("How long (400d, 2y), or off.", valueName: "age"))
    var age: String

    @Flag(help: "Changes nothing, and says how many behaviours would be deleted.")
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
            throw ValidationError("The age must be off, or from 1d to 68y, such as 400d.")
        }
        return interval
    }

    /// What a shorter log would spoil must be right before.
    private func check(_ repositories: MongoRepositories) async throws {
        let law = try await repositories.settings.settings().law
        guard law.acceptsLateBehaviors else {
            throw Failure(
                "the law \(LawText(law)) needs the whole log for a late behaviour: choose another "
                    + "law before a retention")
        }
        let outdated = try await repositories.weights.outdatedCount()
        guard outdated == 0 else {
            throw Failure(
                "\(outdated.grouped) profiles were folded by other settings and need the whole "
                    + "log: run ebb rebuild first")
        }
    }
}

/// What both answer.
struct RetentionAnswer: Encodable {
    /// Nil for ever.
    let retention: String?
    /// How many folded behaviours are gone from the log.
    let gone: Int
    /// How many are older than was asked for, and to be deleted.
    var older: Int?
    var isDry = false

    enum CodingKeys: String, CodingKey { case retention, gone, older }

    /// Counts what is gone, for which every weight document is looked at; `countsOnlyIfKept`
    /// spares that where the log is kept for ever.
    init(_ repositories: MongoRepositories, countsOnlyIfKept: Bool = false) async throws {
        let behaviors = repositories.behaviors
        retention = try await behaviors.retention()?.description
        gone =
            countsOnlyIfKept && retention == nil ? 0 : try await behaviors.trimmedCount()
    }

    /// The answer on one line.
    var line: String {
        guard let retention else { return "the log is kept for ever" }
        return "folded behaviours are kept for \(retention); \(gone.grouped) are gone, and for "
            + "their users the past cannot be told"
    }

    /// The answer for a person.
    var text: String {
        var text =
            retention.map { "Folded behaviours are kept for \($0)." }
            ?? "The log is kept for ever."
        if let older {
            text += "\n\(older.grouped) behaviours are older"
            text += isDry ? " and would be deleted." : " and are being deleted."
        }
        guard gone > 0 else { return text }
        return text + "\n\(gone.grouped) are gone already: profiles keep what they know of them. "
            + "For their users the past can no longer be told; see ebb retention --help."
    }
}
