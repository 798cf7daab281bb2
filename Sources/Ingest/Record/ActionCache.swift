internal import Interest

/// The actions found so far, by the bytes of their names. A log has millions of behaviors and few
/// actions, and most of the cost of an action is to create and check its text.
struct ActionCache: Sendable {
    /// The maximum number of actions; others are created again each time.
    static let countMax = 16

    private struct Entry {
        let name: [UInt8]
        let action: Action
    }

    private let renamed: [String: Action]
    private var entries: [Entry] = []

    /// - Parameter renamed: the actions in Ebb for some names of the source (`view` = `browse`).
    init(renamed: [String: Action]) { self.renamed = renamed }

    mutating func action(_ token: Token, _ line: Span<UInt8>) throws(Fault) -> Action {
        if token.form == .text, let action = known(token, line) { return action }
        let read = try token.identifier(line, as: Action.self)
        let action = renamed[read.text] ?? read
        if token.form == .text, entries.count < Self.countMax {
            entries.append(Entry(name: Array(line, token.start..<token.end), action: action))
        }
        return action
    }

    private func known(_ token: Token, _ line: Span<UInt8>) -> Action? {
        next: for entry in entries where entry.name.count == token.end - token.start {
            for index in entry.name.indices where entry.name[index] != line[token.start + index] {
                continue next
            }
            return entry.action
        }
        return nil
    }
}
