import Interest
import Mongo
import Repositories
import Synchronization
import Work

/// Compares an idle database with what was sent to it, and its weight documents with its log.
struct Check {
    /// The maximum number of differences that are shown; all are counted.
    private static let shownMax = 20
    /// The number of attempts to compare the documents: on a busy machine, a page may take longer
    /// than the lifetime of a transaction on these servers.
    private static let attemptsMax = 20

    /// The findings of a check.
    struct Findings {
        /// The differences, as sentences.
        var differences: [String] = []
        /// The number of folds in the log.
        var folds = 0
        /// The number of documents that were compared.
        var documents = 0
        /// The number of behaviors that were folded again for the comparison.
        var compared = 0
    }

    /// One fold of one user.
    private struct Fold: Hashable {
        let user: UserID
        let number: Int
    }

    let database: Database

    func run() async throws -> Findings {
        var findings = Findings()
        let log = try await database.store.perform(
            Find<LoggedBehavior>(Schema.behaviors, filter: .empty))
        let differences = database.ledger.differences(from: log)
        findings.differences += differences.prefix(Self.shownMax)
        if differences.count > Self.shownMax {
            findings.differences.append("\(differences.count) such differences in all")
        }
        let pending = log.count { $0.fold == nil }
        if pending > 0 { findings.differences.append("\(pending) behaviors are still pending") }
        let folds = log.lazy.map { Fold(user: $0.behavior.user, number: $0.fold ?? 0) }
        findings.folds = Set(folds).count
        try await compareDocuments(log.count, &findings)
        findings.differences += try await journal()
        return findings
    }

    private func compareDocuments(_ logged: Int, _ findings: inout Findings) async throws {
        let found = try await comparison()
        findings.differences += found.differences.map { "\($0)" }
        if found.outdated > 0 {
            findings.differences.append("\(found.outdated) documents are outdated")
        }
        if found.behaviors != logged {
            findings.differences.append(
                "the documents have \(found.behaviors) behaviors, the log has \(logged)")
        }
        findings.documents = found.documents
        findings.compared = found.behaviors
    }

    private func comparison() async throws -> DocumentComparison {
        for _ in 1..<Self.attemptsMax {
            do {
                return try await database.repositories.weights.compareDocuments()
            } catch let error as RepositoryError where error.code == .unavailable {
                try await Task.sleep(for: Round.attemptPause)
            }
        }
        return try await database.repositories.weights.compareDocuments()
    }

    private func journal() async throws -> [String] {
        let files = database.counts.files.load(ordering: .relaxed)
        let entries = try await database.repositories.imports.newest(files + 1)
        var differences: [String] = []
        if entries.count != files {
            differences.append("\(files) files were imported, but the journal has \(entries.count)")
        }
        for entry in entries where entry.state != .done {
            differences.append(
                "\(entry.source) was acknowledged, but is \(entry.state) in the journal")
        }
        return differences
    }
}
