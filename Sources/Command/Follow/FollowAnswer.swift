import Foundation
import Interest
import Work

/// A followed source, as the command shows it.
struct FollowAnswer: Encodable {
    let name: String
    let source: String
    let state: String
    let phase: String
    let documents: Int
    let inserted: Int
    let removed: Int
    let repeated: Int
    let rejected: Int
    let passed: Int
    let forgotten: Int
    let kept: Int
    /// How many seconds the store is behind the source, as far as is known; nil until everything
    /// that was there has been read.
    let lagSeconds: Double?
    let through: String?
    let updated: String
    let failure: String?

    init(_ record: FollowRecord) {
        name = record.name
        source = Self.shown(record.words).joined(separator: " ")
        let isDead = record.isDead(now: .now, isAlive: record.owner.isAlive)
        state = isDead ? "broken off" : record.state.rawValue
        let checkpoint = record.checkpoint
        phase = checkpoint.phase.rawValue
        documents = checkpoint.documents
        inserted = checkpoint.inserted
        removed = checkpoint.removed
        repeated = checkpoint.repeated
        rejected = checkpoint.rejected
        passed = checkpoint.passed
        forgotten = checkpoint.forgotten
        kept = checkpoint.kept
        lagSeconds = checkpoint.lag.map { Double($0.milliseconds) / 1000 }
        through = checkpoint.through?.description
        updated = record.updated.description
        failure = record.failure
    }

    /// The words without the password.
    static func shown(_ words: [String]) -> [String] {
        words.map { word -> String in
            guard let start = word.range(of: "://")?.upperBound,
                let at = word[start...].lastIndex(of: "@")
            else { return word }
            return String(word[..<start] + word[word.index(after: at)...])
        }
    }

    /// How far behind, for a person.
    var behind: String {
        guard let lagSeconds else { return "reading" }
        return "\(Int(lagSeconds).grouped) s"
    }

    /// Several in a table.
    static func table(_ answers: [FollowAnswer]) -> String {
        var table = Table(
            ("FOLLOWED", .left), ("STATE", .left), ("BEHIND", .right), ("DOCUMENTS", .right),
            ("ADDED", .right), ("TAKEN OUT", .right), ("REJECTED", .right), ("SOURCE", .left))
        for answer in answers {
            table.add(
                answer.name, answer.state, answer.behind, answer.documents.grouped,
                answer.inserted.grouped, answer.removed.grouped, answer.rejected.grouped,
                answer.source.fitted(to: 60))
        }
        let failures = answers.compactMap { answer in
            answer.failure.map { "\(answer.name): \($0)" }
        }
        return ([table.text] + failures).joined(separator: "\n")
    }

    /// The counts for a person.
    var text: String {
        var text =
            "\(name): \(documents.grouped) documents, \(inserted.grouped) added, "
            + "\(repeated.grouped) there already, \(removed.grouped) taken out"
        if rejected > 0 { text += ", \(rejected.grouped) rejected" }
        if passed > 0 { text += ", \(passed.grouped) about something else" }
        return text
    }
}
