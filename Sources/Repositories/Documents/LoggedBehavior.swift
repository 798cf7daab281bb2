package import Interest

/// A behavior as it stands in the log: with its key, and the number of the fold that took it in.
package struct LoggedBehavior: Sendable {
    package var behavior: Behavior
    package var key: BehaviorKey
    /// Nil while pending.
    package var fold: Int?

    package init(_ behavior: Behavior, key: BehaviorKey, fold: Int? = nil) {
        self.behavior = behavior
        self.key = key
        self.fold = fold
    }
}

extension LoggedBehavior: Comparable {
    /// The order within a fold: by time, then by key.
    package static func < (first: LoggedBehavior, second: LoggedBehavior) -> Bool {
        first.behavior.time == second.behavior.time
            ? first.key < second.key : first.behavior.time < second.behavior.time
    }

    package static func == (first: LoggedBehavior, second: LoggedBehavior) -> Bool {
        first.key == second.key
    }
}
