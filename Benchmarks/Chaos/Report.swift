import Foundation
import Synchronization

/// The results of all rounds.
struct Report: Codable, Sendable {
    var seed: UInt64
    var rounds = 0
    var replicaSetRounds = 0
    /// The rounds in which something was lost, duplicated or different.
    var failed: [Int] = []
    /// The number of faults by kind; the kill of a command is named after the command.
    var faults: [String: Int] = [:]
    /// The number of distinct behaviors that were sent.
    var sent = 0
    /// The number of distinct behaviors that were acknowledged.
    var acknowledged = 0
    /// The number of behaviors that were sent again, acknowledged or not.
    var sentAgain = 0
    /// The number of imports that were resumed from a mark in the journal.
    var importsResumed = 0
    /// The number of runs of `ebb`, by command.
    var commands: [String: Int] = [:]
    /// The number of answers of `ebb serve` by status; `none` counts missing answers.
    var answers: [String: Int] = [:]
    /// The number of folds in the log, which are transactions of one user.
    var folds = 0
    /// The number of weight documents that were compared with the fold of their log.
    var documents = 0
    /// The number of behaviors that were folded again for the comparison.
    var compared = 0
    /// The number of losses, duplicates and differences of any bit.
    var differences = 0
    var seconds = 0.0

    /// The report as text for people.
    var text: String {
        func list(_ counts: [String: Int]) -> String {
            counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
                .joined(separator: ", ")
        }
        return """
            \(rounds) rounds in \(Int(seconds)) s, \(replicaSetRounds) of them on three servers; \
            seed \(seed)
            faults: \(list(faults))
            commands: \(list(commands)); \(importsResumed) imports resumed from a mark
            HTTP answers: \(list(answers))
            behaviors: \(sent) sent, \(acknowledged) acknowledged, \(sentAgain) sent again
            \(folds) folds; \(documents) documents compared with the fold of \(compared) behaviors
            differences: \(differences)\(failed.isEmpty ? "" : ", in rounds \(failed)")
            """
    }

    /// The report as JSON.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

/// The report of running rounds, which all actors update.
final class Tally: Sendable {
    private let kept: Mutex<Report>

    init(seed: UInt64) { kept = Mutex(Report(seed: seed)) }

    var report: Report { kept.withLock { $0 } }

    func change(_ body: (inout sending Report) -> Void) { kept.withLock { body(&$0) } }

    func count(_ counts: any WritableKeyPath<Report, [String: Int]> & Sendable, _ name: String) {
        kept.withLock { $0[keyPath: counts][name, default: 0] += 1 }
    }
}
