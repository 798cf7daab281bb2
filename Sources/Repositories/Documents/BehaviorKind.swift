internal import Interest

/// What tells behaviors apart that do not replace each other.
struct BehaviorKind: Hashable {
    let user: UserID
    let item: ItemID
    let action: Action

    init(_ behavior: Behavior) {
        user = behavior.user
        item = behavior.item
        action = behavior.action
    }

    /// The last of each kind, in the order of the last ones.
    static func last(of behaviors: [Behavior]) -> [Behavior] {
        var seen: Set<BehaviorKind> = []
        return behaviors.reversed().filter { seen.insert(BehaviorKind($0)).inserted }.reversed()
    }
}

extension RemovalCount {
    /// Counts what was taken out.
    init(_ behaviors: [Behavior]) {
        self.init(behaviors: behaviors.count, kinds: Set(behaviors.map(BehaviorKind.init)).count)
    }
}
