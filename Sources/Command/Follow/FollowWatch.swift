import Ingest
import Interest
import Synchronization
import Work

/// Tells how following a source goes: a sentence for each turn, a line now and then, and the first
/// documents that could not be taken.
final class FollowWatch: Sendable {
    /// The shortest time between two lines.
    private static let pause = Duration.seconds(10)
    /// How many documents that could not be taken are named.
    private static let rejectsMax = 10

    private struct State {
        var shown = ContinuousClock.now
        var documents = -1
        var rejects = 0
        var isDown = false
        var last: FollowCheckpoint?
    }

    private let name: String
    private let noun: String
    private let tell: @Sendable (String) -> Void
    private let state = Mutex(State())

    init(_ name: String, noun: String, tell: @escaping @Sendable (String) -> Void) {
        self.name = name
        self.noun = noun
        self.tell = tell
    }

    /// Where it stands.
    var last: FollowCheckpoint? { state.withLock(\.last) }

    func begins(_ checkpoint: FollowCheckpoint, _ detection: Detection?) {
        let isBack = state.withLock { state in
            defer { state.isDown = false }
            state.last = checkpoint
            return state.isDown
        }
        if isBack { return tell("\(name): goes on") }
        switch checkpoint.phase {
        case .fresh: tell("\(name): reads what is there")
        case .changing where checkpoint.documents == 0: tell("\(name): follows")
        case .reading, .sweeping:
            tell("\(name): goes on reading what is there (\(counts(checkpoint)))")
        case .changing: tell("\(name): goes on with the changes (\(counts(checkpoint)))")
        }
        for note in detection?.notes ?? [] { tell("  note: \(note)") }
    }

    /// Takes a sentence about the source.
    func tells(_ sentence: String) { tell("\(name): \(sentence)") }

    func hasRead(_ checkpoint: FollowCheckpoint) {
        tell("\(name): has read what was there (\(counts(checkpoint))), and follows the changes")
    }

    func hasLost() {
        tell(
            "\(name): the source no longer has the changes since the last time (its oplog is too "
                + "short for the pause): everything is read again; what is there already is not "
                + "added again")
    }

    /// Takes that it cannot go on for now; tells only the first time.
    func isDown(_ reason: String) {
        let isFirst = state.withLock { state in
            defer { state.isDown = true }
            return !state.isDown
        }
        if isFirst { tell("\(name): waits, and tries again: \(reason)") }
    }

    func rejects(_ id: String, _ reason: String) {
        let count = state.withLock { state in
            state.rejects += 1
            return state.rejects
        }
        if count <= Self.rejectsMax {
            tell("\(name): document \(id.fitted(to: 60)): \(reason)")
        } else if count == Self.rejectsMax + 1 {
            tell("\(name): further documents that cannot be taken are only counted")
        }
    }

    func saw(_ checkpoint: FollowCheckpoint) {
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            state.last = checkpoint
            guard now - state.shown >= Self.pause, state.documents != checkpoint.documents else {
                return false
            }
            state.shown = now
            state.documents = checkpoint.documents
            return true
        }
        if isDue { tell("\(name): \(counts(checkpoint))\(lag(checkpoint))") }
    }

    private func lag(_ checkpoint: FollowCheckpoint) -> String {
        checkpoint.lag.map { ", \($0.milliseconds / 1000) s behind" } ?? ""
    }

    func counts(_ checkpoint: FollowCheckpoint) -> String {
        var text =
            "\(checkpoint.documents.grouped) documents, \(checkpoint.inserted.grouped) "
            + "\(noun) added"
        if checkpoint.removed > 0 { text += ", \(checkpoint.removed.grouped) taken out" }
        if checkpoint.rejected > 0 { text += ", \(checkpoint.rejected.grouped) rejected" }
        if checkpoint.forgotten > 0 { text += ", \(checkpoint.forgotten.grouped) of erased users" }
        if checkpoint.kept > 0 {
            text +=
                ", \(checkpoint.kept.grouped) left in the log, which no longer has what their "
                + "users' documents were folded from"
        }
        return text
    }
}
