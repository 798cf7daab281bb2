import Interest
import Repositories

/// Compares every weight document with the fold of its log, and refolds what differs.
struct DocumentRepair: Sendable {
    /// How often it compares and mends: each comparison names only a limited number of differences.
    private static let passesMax = 50

    private let repositories: MongoRepositories
    private let fixes: Bool

    init(_ repair: Repair) {
        repositories = repair.repositories
        fixes = repair.fixes
    }

    func checks() async throws -> [Check] {
        let found = try await compare()
        guard found.differing > 0 else { return [Check("documents", Self.words(found))] }
        guard fixes else {
            let count = "\(found.differing.grouped) differ from their log: run ebb doctor "
            return [Check("documents", failing: count + "--documents --fix")]
                + found.differences.map { Check("document", failing: "\($0)") }
        }
        var left = found
        for _ in 0..<Self.passesMax where left.differing > 0 {
            for difference in left.differences { try await mend(difference) }
            let before = left
            left = try await compare()
            if left == before { break }
        }
        guard left.differing == 0 else {
            return [
                Check(
                    "documents",
                    failing: "\(left.differing.grouped) still differ: run the same again")
            ]
        }
        return [Check("documents", fixed: "\(found.differing.grouped) differed from their log")]
            + found.differences.map { Check("document", fixed: "\($0)") }
    }

    private func mend(_ difference: DocumentDifference) async throws {
        switch difference.kind {
        case .unequal: _ = try await repositories.weights.refold(difference.user)
        case .malformed:
            // Where the log is kept for a while only, a profile may know more than the log.
            guard try await repositories.behaviors.retention() == nil else { return }
            _ = try await repositories.weights.startAnew(difference.user)
            _ = try await repositories.weights.weights(of: difference.user)
        case .miscounted, .missing:
            _ = try await repositories.weights.startAnew(difference.user)
            _ = try await repositories.weights.weights(of: difference.user)
        }
    }

    private func compare() async throws -> DocumentComparison {
        let line = Progress()
        defer { line.clear() }
        let total = try await repositories.weights.count()
        return try await repositories.weights.compareDocuments { found in
            let fraction = Double(found.documents) / Double(max(total, found.documents, 1))
            line.draw(fraction, "\(found.documents.grouped) of \(total.grouped) documents")
        }
    }

    private static func words(_ found: DocumentComparison) -> String {
        let equal = found.documents - found.outdated - found.trimmed
        var text = "\(equal.grouped) equal to the fold of their log, to the bit"
        if found.trimmed > 0 {
            text += ", \(found.trimmed.grouped) know more than the log still keeps"
        }
        if found.outdated > 0 {
            text += ", \(found.outdated.grouped) folded by other settings: run ebb rebuild"
        }
        return text
    }
}
