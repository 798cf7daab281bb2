internal import Hashing
internal import Interest

/// Numbers the equal behaviors of one file, for logs in which a row is one piece and has no id.
///
/// The first gets no id, so that it is the same with and without numbers. The second, third and so
/// on get ids made of their content and number, so that the same file again adds nothing.
struct Occurrences: Sendable {
    private var counts: [Fingerprint: Int] = [:]

    /// Gives a behavior an id if it has no id of its own and is not the first of its kind.
    mutating func number(_ behavior: inout Behavior) {
        guard behavior.event == nil else { return }
        let rest =
            "\(behavior.time.milliseconds) \(behavior.value.map { "\($0)" } ?? "") "
            + behavior.action.text
        let print = Fingerprint(behavior.user.text, behavior.item.text, rest)
        let count = (counts[print] ?? 0) + 1
        counts[print] = count
        guard count > 1 else { return }
        let text = [behavior.user.text, behavior.item.text, rest].map { "\($0.utf8.count) \($0)" }
        let digest = SHA256.hash(text.joined(separator: " ").utf8).hexadecimal.prefix(32)
        behavior.event = EventID(unchecked: "\(digest)#\(count)")
    }
}
