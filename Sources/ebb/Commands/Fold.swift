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
            nothing; the next one goes on where it was. Several may run at once.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let answer = try await Session.with(store) { try await Self.fold($0) }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
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
    let seconds: Double

    init(_ report: FoldReport, took: Duration) {
        behaviors = report.behaviors
        users = report.users
        transactions = report.transactions
        seconds = took / .seconds(1)
    }

    /// The answer for a person.
    var text: String {
        guard behaviors > 0 else { return "Nothing was pending." }
        let rate = Int(Double(behaviors) / max(seconds, 0.001))
        return "\(behaviors.grouped) behaviours of \(users.grouped) users folded in "
            + "\(Output.number(seconds, digits: 1)) s (\(rate.grouped) a second)"
    }
}
