internal import Interest
internal import Synchronization

/// Looks at the behaviors of one import as they pass, and leaves out those that the same file had
/// before.
///
/// It remembers as many behaviors as fit into bounded memory: of a file with more, a repeat that
/// comes much later is counted as one that the log had already.
final class BehaviorScreen: Sendable {
    /// How many behaviors are remembered at most, and half of them at least.
    private static let keysMax = 1 << 21
    /// Times before this are suspicious: January 1, 1980.
    private static let early = Timestamp(seconds: 315_532_800)

    private struct State {
        var findings = Findings()
        var seen = Recent<Int>(countMax: keysMax)
    }

    private let state = Mutex(State())

    var findings: Findings { state.withLock(\.findings) }

    /// The behaviors of a batch that are new in this file.
    func screen(_ batch: [Behavior]) -> [Behavior] {
        state.withLock { state in
            batch.filter { behavior in
                state.findings.look(at: behavior, early: Self.early)
                let (key, content) = Self.prints(of: behavior)
                guard let before = state.seen[key] else {
                    state.seen[key] = content
                    return true
                }
                if before == content {
                    state.findings.repeated += 1
                    state.findings.firstRepeated = state.findings.firstRepeated ?? behavior
                } else {
                    state.findings.sawConflict(behavior)
                }
                return false
            }
        }
    }

    /// Notes the behaviors that the log had already, and what it has under their ids.
    func sawKnown(_ known: [Behavior], stored: [Behavior]) {
        var contents: [EventID: Int] = [:]
        for behavior in stored {
            if let event = behavior.event { contents[event] = Self.prints(of: behavior).content }
        }
        state.withLock { state in
            for behavior in known {
                state.findings.firstKnown = state.findings.firstKnown ?? behavior
                guard let event = behavior.event, let content = contents[event] else { continue }
                if content != Self.prints(of: behavior).content {
                    state.findings.sawConflict(behavior)
                }
            }
        }
    }

    /// A report with what was found.
    func report(_ report: ImportReport) -> ImportReport {
        var report = report
        report.findings = findings
        return report
    }

    /// The key and the content of a behavior.
    private static func prints(of behavior: Behavior) -> (key: Fingerprint, content: Int) {
        let rest =
            "\(behavior.time.milliseconds) \(behavior.value.map { $0.bitPattern } ?? 1)"
            + " \(behavior.value == nil) " + behavior.action.text
        let content = Fingerprint(behavior.user.text, behavior.item.text, rest)
        guard let event = behavior.event else { return (content, content.hashValue) }
        return (Fingerprint(event.text, "", "event"), content.hashValue)
    }
}

extension Findings {
    fileprivate mutating func look(at behavior: Behavior, early: Timestamp) {
        behaviors += 1
        if behavior.event != nil { withEvent += 1 }
        if behavior.time < early {
            self.early += 1
            firstEarly = firstEarly ?? behavior
        }
        if behavior.time.milliseconds % 86_400_000 == 0 { midnights += 1 }
        if behavior.action == .rating, let value = behavior.value {
            ratingMax = max(value, ratingMax ?? value)
        }
    }

    fileprivate mutating func sawConflict(_ behavior: Behavior) {
        conflicting += 1
        firstConflicting = firstConflicting ?? behavior
    }
}
