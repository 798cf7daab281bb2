import ArgumentParser
import Interest
import Repositories

/// `ebb rebuild`: every weight document by the settings that the store has now.
struct Rebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Folds anew every profile that was folded by other settings.",
        discussion: """
            Servers go on answering meanwhile; who is read is folded anew anyhow, to the same \
            bits. Stopped at any moment it loses nothing, and goes on where it was when it is run \
            again.
            """)

    @Flag(help: "Also folds anew what is up to date, and says how many were not equal to the log.")
    var all = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let answer = try await Session.with(store) { try await Self.rebuild($0, all: all) }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }

    /// Folds anew what there is to fold.
    static func rebuild(
        _ repositories: MongoRepositories, all: Bool
    ) async throws -> RebuildAnswer {
        let start = ContinuousClock.now
        let line = Progress()
        defer { line.clear() }
        let weights = repositories.weights
        let total = all ? try await weights.count() : try await weights.outdatedCount()
        let tally = try await Rebuilder(weights: weights, all: all).run { tally in
            let fraction = Double(tally.documents) / Double(max(total, tally.documents, 1))
            line.draw(fraction, "\(tally.documents.grouped) of \(total.grouped) documents")
        }
        return RebuildAnswer(tally, all: all, took: ContinuousClock.now - start)
    }
}

/// What `ebb rebuild` answers.
struct RebuildAnswer: Encodable {
    let documents: Int
    let updated: Int
    let unchanged: Int
    let repaired: Int
    let trimmed: Int
    let seconds: Double
    private let all: Bool

    enum CodingKeys: String, CodingKey {
        case documents, updated, unchanged, repaired, trimmed, seconds
    }

    init(_ tally: Rebuilder.Tally, all: Bool, took: Duration) {
        documents = tally.documents
        updated = tally.updated
        unchanged = tally.unchanged
        repaired = tally.repaired
        trimmed = tally.trimmed
        seconds = Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
        self.all = all
    }

    var text: String {
        let time = Output.number(seconds, digits: 1)
        guard documents > 0 else { return "Nothing to do: every profile is up to date." }
        var first = "\(updated.grouped) profiles folded anew by the settings of now, in \(time) s"
        if trimmed > 0 {
            first += "\n\(trimmed.grouped) know more than is left of the log and stay as they are"
        }
        guard all else { return first }
        return first + "\n\(unchanged.grouped) were up to date and equal to their log, to the bit"
            + "\n\(repaired.grouped) were not equal to their log, and now are"
    }
}
