import Interest
import Mongo
import Repositories

extension Round {
    /// How many differences are shown; all are counted.
    private static let shownMax = 20

    /// With everything healthy again: what is pending is folded, what other settings folded is
    /// folded anew.
    func settle() async throws {
        try await place.cluster.heal()
        _ = try await insist(["fold"], name: "last-fold")
        if plan.law != nil { _ = try await insist(["rebuild"], name: "last-rebuild") }
    }

    /// Holds the database against what was sent, and the documents against the log.
    func check() async throws {
        let database = place.database
        let log = try await database.store.perform(
            Find<LoggedBehavior>(Schema.behaviors, filter: .empty))
        let differences = database.ledger.differences(from: log)
        for difference in differences.prefix(Self.shownMax) { note(difference) }
        if differences.count > Self.shownMax {
            note("\(differences.count) such differences in all")
        }
        let pending = log.count { $0.fold == nil }
        if pending > 0 { note("\(pending) behaviours are still pending") }

        let found = try await database.repositories.weights.compareDocuments()
        for difference in found.differences { note("\(difference)") }
        if found.outdated > 0 { note("\(found.outdated) documents are of other settings") }
        if found.behaviors != log.count {
            note("the documents have \(found.behaviors) behaviours, the log \(log.count)")
        }
        let folds = Set(log.lazy.map { Fold(user: $0.behavior.user, number: $0.fold ?? 0) }).count
        place.tally.change { report in
            report.folds = folds
            report.documents += found.documents
            report.compared += found.behaviors
        }
        try await checkJournal()
        place.household.note("checked")
    }

    /// One fold of one user.
    private struct Fold: Hashable {
        let user: UserID
        let number: Int
    }

    private func checkJournal() async throws {
        let files = place.database.files.count
        let entries = try await place.database.repositories.imports.newest(files + 1)
        if entries.count != files {
            note("\(files) files were imported, and the journal has \(entries.count)")
        }
        for entry in entries where entry.state != .done {
            note("the journal has \(entry.source) as \(entry.state), and it was acknowledged")
        }
    }
}
