import ArgumentParser
import Interest
import Repositories

/// `ebb fold`: everything pending into the weight documents.
struct Fold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Folds every pending behaviour into its user's weights.",
        discussion: """
            A read folds what is pending of its own user, so this is never needed: it spares the \
            first reads after an import the work. It can be stopped at any point and loses \
            nothing; the next one goes on where it was. Several may run at once. What is dated \
            later than now stays pending until its time has come.

            Who cannot be folded, such as somebody whose profile exceeds the 16 MB of a document, \
            is left as is and named at the end, with exit code 1.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let answer = try await Session.with(store) { try await Self.fold($0) }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
        if let failure = answer.failure { throw Failure(failure) }
    }

    /// Folds what is pending.
    static func fold(_ repositories: MongoRepositories) async throws -> FoldAnswer {
        let start = ContinuousClock.now
        let line = Progress()
        defer { line.clear() }
        let pending = try await repositories.behaviors.count().pending
        let report = try await repositories.weights.foldPending { report in
            try Task.checkCancellation()
            line.draw(
                Double(report.behaviors) / Double(max(1, pending)),
                "\(report.behaviors.grouped) of \(pending.grouped) behaviours")
        }
        return FoldAnswer(report, took: ContinuousClock.now - start)
    }
}

/// What `ebb fold` answers.
struct FoldAnswer: Encodable {
    let behaviors: Int
    let users: Int
    let transactions: Int
    /// How many users could not be folded.
    let failed: Int
    /// The first of them.
    let failures: [User]
    let seconds: Double

    /// Somebody who could not be folded.
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

    /// The answer for a person.
    var text: String {
        guard behaviors > 0 || failed > 0 else { return "Nothing was pending." }
        let rate = Int(Double(behaviors) / max(seconds, 0.001))
        return "\(behaviors.grouped) behaviours of \(users.grouped) users folded in "
            + "\(Output.number(seconds, digits: 1)) s (\(rate.grouped) a second)"
    }

    /// Who could not be folded, in a line; nil where everybody was.
    var failure: String? {
        guard failed > 0 else { return nil }
        let who = failures.map { "\($0.user) (\($0.reason))" }.joined(separator: "; ")
        let more = failed > failures.count ? "; and \((failed - failures.count).grouped) more" : ""
        return
            "\(failed.grouped) \(failed == 1 ? "user" : "users") could not be folded: \(who)\(more)"
    }
}
