import ArgumentParser
import Interest
import Repositories

/// `ebb fold`: folds all pending behaviors into the weight documents.
struct Fold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Folds every pending behavior into its user's weights.",
        discussion: """
            Each read folds the pending behaviors of its user, so this command is never required: \
            it saves the first reads after an import that work. It can be stopped at any time \
            without loss; the next run continues. Several can run at the same time. A behavior \
            dated later than now stays pending until its time has come.

            A user who cannot be folded, for example because the profile exceeds 16 MB (the \
            largest document), is skipped and named at the end, with exit code 1.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let answer = try await Session.with(store) { try await Self.fold($0) }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
        if let failure = answer.failure { throw Failure(failure) }
    }

    /// Folds all pending behaviors.
    static func fold(_ repositories: MongoRepositories) async throws -> FoldAnswer {
        let start = ContinuousClock.now
        let line = Progress()
        defer { line.clear() }
        let pending = try await repositories.behaviors.count().pending
        let report = try await repositories.weights.foldPending { report in
            try Task.checkCancellation()
            line.draw(
                Double(report.behaviors) / Double(max(1, pending)),
                "\(report.behaviors.grouped) of \(pending.grouped) behaviors")
        }
        return FoldAnswer(report, took: ContinuousClock.now - start)
    }
}

/// The answer of `ebb fold`.
struct FoldAnswer: Encodable {
    let behaviors: Int
    let users: Int
    let transactions: Int
    /// How many users could not be folded.
    let failed: Int
    /// The first users who could not be folded.
    let failures: [User]
    let seconds: Double

    /// A user who could not be folded.
    struct User: Encodable {
        let user: String
        let reason: String
    }

    init(_ report: FoldReport, took: Duration) {
        behaviors = report.behaviors
        users = report.users
        transactions = report.transactions
        failed = report.failed
        failures = report.failures.map { User(user: $0.user.text, reason: $0.message) }
        seconds = took / .seconds(1)
    }

    /// The answer as text for people.
    var text: String {
        guard behaviors > 0 || failed > 0 else { return "Nothing was pending." }
        let rate = Int(Double(behaviors) / max(seconds, 0.001))
        return "\(behaviors.grouped) behaviors of \(users.grouped) users folded in "
            + "\(Output.number(seconds, digits: 1)) s (\(rate.grouped) a second)"
    }

    /// One line about the users who could not be folded; nil when all were.
    var failure: String? {
        guard failed > 0 else { return nil }
        let who = failures.map { "\($0.user) (\($0.reason))" }.joined(separator: "; ")
        let more = failed > failures.count ? "; and \((failed - failures.count).grouped) more" : ""
        return
            "\(failed.grouped) \(failed == 1 ? "user" : "users") could not be folded: \(who)\(more)"
    }
}
