internal import Interest
internal import Synchronization

// Gorse keeps one feedback of a user, item and type, and Ebb every behavior. What Gorse would keep
// is made of them when it is asked for: the values summed, the first time, and the last one as that
// of the update. A PUT leaves one behavior of its kind, so the sum is what was put.

/// A feedback as Gorse would hold it.
struct GorseFeedback: Hashable, Sendable {
    /// What tells feedback apart. Ordered by user, item, then type.
    struct Key: Hashable, Comparable {
        let user: UserID
        let item: ItemID
        let action: Action

        static func < (first: Key, second: Key) -> Bool {
            (first.user, first.item, first.action) < (second.user, second.item, second.action)
        }
    }

    let key: Key
    var value: Double
    var time: Timestamp
    var updated: Timestamp
    /// That of the last.
    var note: Note?

    init(_ behavior: Behavior) {
        key = Key(user: behavior.user, item: behavior.item, action: behavior.action)
        value = behavior.value ?? 0
        time = behavior.time
        updated = behavior.time
        note = behavior.note
    }

    mutating func add(_ other: GorseFeedback) {
        value += other.value
        time = min(time, other.time)
        if other.updated >= updated { note = other.note }
        updated = max(updated, other.updated)
    }
}

/// Sums behaviors up while they come, user by user, and keeps the feedback of one page.
///
/// No more than one user's is held besides the page.
final class FeedbackPage: Sendable {
    private struct State {
        var found: [GorseFeedback] = []
        var user: UserID?
        var sums: [GorseFeedback.Key: GorseFeedback] = [:]

        mutating func end(after key: GorseFeedback.Key?) {
            found += sums.values.filter { feedback in key.map { $0 < feedback.key } ?? true }
                .sorted { $0.key < $1.key }
            sums = [:]
        }
    }

    private let after: GorseFeedback.Key?
    private let limit: Int
    private let state = Mutex(State())

    /// A page of up to `limit` feedback behind `key`.
    init(after key: GorseFeedback.Key?, limit: Int) {
        after = key
        self.limit = limit
    }

    /// Takes the next behaviors, in order of users; false where the page is full.
    func take(_ behaviors: [Behavior]) -> Bool {
        state.withLock { state in
            for behavior in behaviors {
                if behavior.user != state.user {
                    state.end(after: after)
                    if state.found.count >= limit { return false }
                    state.user = behavior.user
                }
                let feedback = GorseFeedback(behavior)
                if state.sums[feedback.key]?.add(feedback) == nil {
                    state.sums[feedback.key] = feedback
                }
            }
            return true
        }
    }

    /// The page, when all has been taken or it is full.
    func finish() -> [GorseFeedback] {
        state.withLock { state in
            state.end(after: after)
            return Array(state.found.prefix(limit))
        }
    }
}

/// Sums behaviors up that come in any order, up to a number of feedback.
final class FeedbackSums: Sendable {
    private let limit: Int
    private let sums = Mutex<[GorseFeedback.Key: GorseFeedback]>([:])

    init(limit: Int) { self.limit = limit }

    /// Takes the next behaviors; false where there are too many feedback.
    func take(_ behaviors: [Behavior]) -> Bool {
        sums.withLock { sums in
            for behavior in behaviors {
                let feedback = GorseFeedback(behavior)
                if sums[feedback.key]?.add(feedback) == nil { sums[feedback.key] = feedback }
            }
            return sums.count <= limit
        }
    }

    /// All of it in order; nil where there are too many.
    func finish() -> [GorseFeedback]? {
        sums.withLock { sums in
            sums.count <= limit ? sums.values.sorted { $0.key < $1.key } : nil
        }
    }
}

/// A type with or without a condition on the value: `read`, `read>=3`.
struct FeedbackExpression {
    let action: Action
    private let allows: @Sendable (Double) -> Bool

    init(_ text: String) throws(Failure) {
        let name = text.prefix { !"<>=".contains($0) }
        let sign = text[name.endIndex...].prefix { "<>=".contains($0) }
        let number = text[sign.endIndex...]
        let wrong = Failure.badRequest(
            "invalid expression format, expected format: <feedback_type>[<operator><value>]")
        guard !name.isEmpty, let value = number.isEmpty ? 0 : Double(number), value.isFinite,
            !sign.isEmpty || number.isEmpty
        else { throw wrong }
        switch sign {
        case "": allows = { _ in true }
        case "<": allows = { $0 < value }
        case "<=": allows = { $0 <= value }
        case ">": allows = { $0 > value }
        case ">=": allows = { $0 >= value }
        default: throw wrong
        }
        do {
            action = try Action(String(name))
        } catch {
            throw .badRequest(error.description)
        }
    }

    /// Whether a feedback is meant.
    func matches(_ feedback: GorseFeedback) -> Bool {
        feedback.key.action == action && allows(feedback.value)
    }
}
