internal import Interest
internal import Synchronization

/// Counts what one import does to the catalog, each item once however many lines it has.
///
/// It remembers as many items as fit into bounded memory: beyond that, an item whose next line
/// comes much later counts twice.
final class ItemScreen: Sendable {
    /// The most items that are remembered.
    private static let itemsMax = 1 << 21

    fileprivate struct State {
        var findings = Findings()
        var seen = Recent<ItemOutcome>(countMax: itemsMax)
    }

    private let state = Mutex(State())

    var findings: Findings { state.withLock(\.findings) }

    /// Counts a batch; returns the number of items that it altered.
    func screen(_ changes: [ItemChange], _ outcomes: [ItemID: ItemOutcome]) -> Int {
        let commas = changes.count { change in
            change.edits.contains { edit in
                guard case .categories(let categories) = edit else { return false }
                return categories.contains { $0.contains(",") }
            }
        }
        return state.withLock { state in
            state.findings.commaCategories += commas
            for (id, outcome) in outcomes { state.count(outcome, of: id) }
            return outcomes.values.count { $0 != .unchanged && $0 != .unknown }
        }
    }
}

extension ItemScreen.State {
    fileprivate mutating func count(_ outcome: ItemOutcome, of id: ItemID) {
        let key = Fingerprint(id.text, "", "item")
        let before = seen[key]
        let whole = before.map { Self.joined($0, outcome) } ?? outcome
        seen[key] = whole
        guard whole != before else { return }
        if let before { findings.count(before, -1) }
        findings.count(whole, 1)
    }

    /// The result of two steps.
    private static func joined(_ first: ItemOutcome, _ second: ItemOutcome) -> ItemOutcome {
        switch (first, second) {
        case (_, .unchanged), (_, .unknown): first
        case (.unchanged, _), (.unknown, _): second
        case (.added, .changed): .added
        case (.added, .removed): .unknown
        case (.removed, .added): .changed
        default: second
        }
    }
}

extension Findings {
    fileprivate mutating func count(_ outcome: ItemOutcome, _ number: Int) {
        switch outcome {
        case .added: itemsAdded += number
        case .changed: itemsChanged += number
        case .unchanged: itemsUnchanged += number
        case .removed: itemsRemoved += number
        case .unknown: itemsUnknown += number
        }
    }
}
