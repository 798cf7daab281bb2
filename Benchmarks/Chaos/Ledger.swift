import Interest
import Repositories
import Synchronization

/// The record of what was sent to a database and what was acknowledged, with which the log must
/// agree.
final class Ledger: Sendable {
    private struct Entry {
        let behavior: Behavior
        /// False when the time comes from the server's clock.
        let isTimeKnown: Bool
        var isAcknowledged = false
    }

    private let entries = Mutex<[BehaviorKey: Entry]>([:])

    /// Records behaviors before they are sent: from now on they may be in the log.
    func send(_ behaviors: [Behavior], hasTimes: Bool = true) {
        let keyed = behaviors.map { (BehaviorKey($0), $0) }
        entries.withLock { entries in
            for (key, behavior) in keyed where entries[key] == nil {
                entries[key] = Entry(behavior: behavior, isTimeKnown: hasTimes)
            }
        }
    }

    /// Records acknowledged behaviors: from now on they must be in the log.
    func acknowledge(_ behaviors: [Behavior]) {
        let keys = behaviors.map { BehaviorKey($0) }
        entries.withLock { entries in
            for key in keys { entries[key]?.isAcknowledged = true }
        }
    }

    /// The number of distinct behaviors that were sent, and that were acknowledged.
    var counts: (sent: Int, acknowledged: Int) {
        entries.withLock { entries in
            (entries.count, entries.values.count { $0.isAcknowledged })
        }
    }

    /// The differences between the log and this record, as sentences.
    func differences(from log: [LoggedBehavior]) -> [String] {
        entries.withLock { entries in
            var differences: [String] = []
            var seen: Set<BehaviorKey> = []
            for logged in log {
                if !seen.insert(logged.key).inserted {
                    differences.append("twice in the log: \(logged.behavior)")
                }
                guard let entry = entries[logged.key] else {
                    differences.append("in the log, but never sent: \(logged.behavior)")
                    continue
                }
                var expected = entry.behavior
                if !entry.isTimeKnown { expected.time = logged.behavior.time }
                if expected != logged.behavior {
                    differences.append("sent \(expected), in the log \(logged.behavior)")
                }
            }
            for (key, entry) in entries where entry.isAcknowledged && !seen.contains(key) {
                differences.append("acknowledged, but not in the log: \(entry.behavior)")
            }
            return differences
        }
    }
}
