package import Interest

// A log may be longer than the memory, so it is folded while it comes, in stretches. They end where
// the clock of activity reaches a multiple of their length, which is a multiple of the points at
// which a fold adds up and prunes by itself: cut there, it comes out the same to the bit.

/// Folds a user's log again, behavior by behavior.
///
/// By number of the fold, within a fold by time, then by key, and last what is pending: that gives
/// every behavior the activity count it had when it was first folded and adds in the same order,
/// so the same settings give the same document, to the bit. A law that cannot take in late
/// behaviors gets all of them in order of time instead.
package struct LogFold {
    /// How many behaviors are held at most.
    package static let stretchMax = 8192

    private let settings: Settings
    private var weights: Weights
    private var stretch: [Behavior] = []
    private var fold: Int?
    /// What comes behind the log, or, in order of time, between it.
    private var pending: ArraySlice<LoggedBehavior>
    /// How many behaviors of the log were taken in.
    package private(set) var count = 0
    /// The greatest number of a fold among them.
    package private(set) var newestFold = 0

    /// - Parameters:
    ///   - weights: what was folded already of the same log.
    ///   - pending: what was not folded before, in order of time, then key.
    package init(
        _ weights: Weights = Weights(), by settings: FoldingSettings,
        pending: [LoggedBehavior] = []
    ) {
        self.weights = weights
        self.settings = settings.settings
        self.pending = pending[...]
    }

    /// Takes the next behavior, in the order of `ReadLog`.
    package mutating func add(_ logged: LoggedBehavior) {
        if isInOrderOfTime {
            while let next = pending.first, next < logged {
                take(next)
                pending.removeFirst()
            }
        }
        take(logged)
        count += 1
        newestFold = max(newestFold, logged.fold ?? 0)
    }

    /// The weights of all that was taken in and what is pending.
    package consuming func finish() -> Weights {
        for logged in pending { take(logged) }
        flush()
        return weights
    }

    private var isInOrderOfTime: Bool { !settings.law.acceptsLateBehaviors }

    private mutating func take(_ logged: LoggedBehavior) {
        if !isInOrderOfTime, logged.fold != fold {
            flush()
            fold = logged.fold
        }
        stretch.append(logged.behavior)
        let activity = weights.frame.activity + Int64(stretch.count)
        if activity.isMultiple(of: Int64(Self.stretchMax)) { flush() }
    }

    private mutating func flush() {
        guard !stretch.isEmpty else { return }
        weights.fold(stretch, by: settings)
        stretch.removeAll(keepingCapacity: true)
    }
}

extension [LoggedBehavior] {
    /// The weights that a user's behaviors add up to.
    package func folded(by settings: FoldingSettings) -> Weights {
        var fold = LogFold(by: settings)
        fold.add(all: self)
        return fold.finish()
    }
}

extension LogFold {
    /// Takes a log in any order.
    package mutating func add(all log: [LoggedBehavior]) {
        let isInOrderOfTime = isInOrderOfTime
        let sorted = log.sorted { first, second in
            let (one, other) = (first.fold ?? .max, second.fold ?? .max)
            return isInOrderOfTime || one == other ? first < second : one < other
        }
        for logged in sorted { add(logged) }
    }
}
