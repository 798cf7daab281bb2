import Interest
import Repositories
import Synchronization

/// What was sent to a database, and what of it was acknowledged: the account that the log must
/// agree with.
final class Ledger: Sendable {
    private struct Entry {
        let behavior: Behavior
        /// False where the server's clock gives the time.
        let isTimeKnown: Bool
        var isAcknowledged = false
    }

    private let entries = Mutex<[BehaviorKey: Entry]>([:])

    /// Notes behaviors before they are sent: from now on they may be in the log.
    func send(_ behaviors: [Behavior], hasTimes: Bool = true) {
        let keyed = behaviors.map { (BehaviorKey($0), $0) }
        entries.withLock { entries in
            for (key, behavior) in keyed where entries[key] == nil {
                entries[key] = Entry(behavior: behavior, isTimeKnown: hasTimes)
            }
        }
    }

    /// Notes that these were acknowledged: from now on they must be in the log.
    func acknowledge(_ behaviors: [Behavior]) {
        let keys = behaviors.map { BehaviorKey($0) }
        entries.withLock { entries in
            for key in keys { entries[key]?.isAcknowledged = true }
        }
    }

    /// How many different behaviors were sent, and how many of them were acknowledged.
    var counts: (sent: Int, acknowledged: Int) {
        entries.withLock { entries in
            (entries.count, entries.values.count { $0.isAcknowledged })
        }
    }

    /// Where the log is not what it must be, in sentences.
    func differences(from log: [LoggedBehavior]) -> [String] {
        entries.withLock { entries in
            var differences: [String] = []
            var seen: Set<BehaviorKey> = []
            for logged in log {
                if !seen.insert(logged.key).inserted {
                    differences.append("in the log twice: \(logged.behavior)")
                }
                guard let entry = entries[logged.key] else {
                    differences.append("in the log, and nobody sent it: \(logged.behavior)")
                    continue
                }
                var expected = entry.behavior
                if !entry.isTimeKnown { expected.time = logged.behavior.time }
                if expected != logged.behavior {
                    differences.append("sent \(expected), in the log \(logged.behavior)")
                }
            }
            for (key, entry) in entries where entry.isAcknowledged && !seen.contains(key) {
                differences.append("acknowledged and not in the log: \(entry.behavior)")
            }
            return differences
        }
    }
}
