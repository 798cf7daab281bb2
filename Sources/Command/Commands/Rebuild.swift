import ArgumentParser
import Interest
import Repositories

/// `ebb rebuild`: folds all outdated weight documents again by the current settings.
struct Rebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Folds every profile again that was folded by older settings.",
        discussion: """
            Servers can keep running: a read folds its profile again anyway, to the same bits. \
            The command can be stopped at any time without loss; the next run continues.
            """)

    @Flag(help: "Also fold current profiles again, and report how many differed from their log.")
    var all = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() async throws {
        let answer = try await Session.with(store) { try await Self.rebuild($0, all: all) }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
    }

    /// Folds the outdated profiles again.
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

/// The answer of `ebb rebuild`.
struct RebuildAnswer: Encodable {
    let documents: Int
    let updated: Int
    let unchanged: Int
    let repaired: Int
    let trimmed: Int
    let malformed: Int
    let seconds: Double
    private let all: Bool

    enum CodingKeys: String, CodingKey {
        case documents, updated, unchanged, repaired, trimmed, malformed, seconds
    }

    init(_ tally: Rebuilder.Tally, all: Bool, took: Duration) {
        documents = tally.documents
        updated = tally.updated
        unchanged = tally.unchanged
        repaired = tally.repaired
        trimmed = tally.trimmed
        malformed = tally.malformed.count
        seconds = Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
        self.all = all
    }

    var text: String {
        let time = Output.number(seconds, digits: 1)
        guard documents > 0 else { return "Nothing to do: all profiles are up to date." }
        var first = "\(updated.grouped) profiles folded again by the current settings, in \(time) s"
        if trimmed > 0 {
            first += "\n\(trimmed.grouped) skipped: the log no longer has all of their behaviors"
        }
        if malformed > 0 {
            first +=
                "\n\(malformed.grouped) skipped: they are malformed, and ebb doctor --documents "
                + "--fix folds them again"
        }
        guard all else { return first }
        return first + "\n\(unchanged.grouped) were up to date and matched their log to the bit"
            + "\n\(repaired.grouped) did not match their log and were repaired"
    }
}
