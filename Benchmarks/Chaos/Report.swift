import Foundation
import Synchronization

/// What rounds did and found.
struct Report: Codable, Sendable {
    var seed: UInt64
    var rounds = 0
    var replicaSetRounds = 0
    /// Rounds in which something was lost, doubled or different.
    var failed: [Int] = []
    /// Faults that came, by kind; `kill` of a command is named after it.
    var faults: [String: Int] = [:]
    /// Different behaviors that were sent.
    var sent = 0
    /// Those of them that were acknowledged.
    var acknowledged = 0
    /// Sent once more, acknowledged or not.
    var sentAgain = 0
    /// Imports that were gone on with from a mark of the journal.
    var importsResumed = 0
    /// Runs of `ebb`, by command.
    var commands: [String: Int] = [:]
    /// Answers of `ebb serve` by status; `none` where none came.
    var answers: [String: Int] = [:]
    /// Folds in the log: so many transactions of a user's.
    var folds = 0
    /// Weight documents that were compared with the fold of their log.
    var documents = 0
    /// Behaviors that were folded anew for that.
    var compared = 0
    /// Everything that was lost, doubled or different by a bit.
    var differences = 0
    var seconds = 0.0

    /// For a person.
    var text: String {
        func list(_ counts: [String: Int]) -> String {
            counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
                .joined(separator: ", ")
        }
        return """
            \(rounds) rounds in \(Int(seconds)) s, \(replicaSetRounds) of them on three servers; \
            seed \(seed)
            faults: \(list(faults))
            commands: \(list(commands)); \(importsResumed) imports went on from a mark
            HTTP answers: \(list(answers))
            behaviors: \(sent) sent, \(acknowledged) acknowledged, \(sentAgain) sent again
            \(folds) folds; \(documents) documents compared with the fold of \(compared) behaviors
            differences: \(differences)\(failed.isEmpty ? "" : ", in rounds \(failed)")
            """
    }

    /// For machines.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

/// The report while rounds go on, filled by everybody.
final class Tally: Sendable {
    private let kept: Mutex<Report>

    init(seed: UInt64) { kept = Mutex(Report(seed: seed)) }

    var report: Report { kept.withLock { $0 } }

    func change(_ body: (inout sending Report) -> Void) { kept.withLock { body(&$0) } }

    func count(_ counts: any WritableKeyPath<Report, [String: Int]> & Sendable, _ name: String) {
        kept.withLock { $0[keyPath: counts][name, default: 0] += 1 }
    }
}
