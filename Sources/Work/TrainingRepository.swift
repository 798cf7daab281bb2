public import Interest

/// What is known of the last training of each recommender.
public protocol TrainingRepository: Sendable {
    /// Writes an entry in place of the recommender's last one, unless that is of another process
    /// which began later: of two trainings at once, the one that began last is shown.
    func put(_ entry: TrainingEntry) async throws(RepositoryError)
    /// The last training of every recommender that was ever trained, by name.
    func all() async throws(RepositoryError) -> [TrainingEntry]
}

/// One training of a recommender.
public struct TrainingEntry: Hashable, Sendable {
    /// The state of a training, as its process wrote it.
    public enum State: String, Hashable, Sendable {
        /// On its way, or killed on it.
        case running
        /// Its model is saved.
        case done
        /// Its model would have been worse, and the one from before goes on serving.
        case kept
        /// It ended with a sentence.
        case failed
    }

    /// How a training stands, seen from outside.
    public enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// On its way.
        case running
        /// Its model is saved.
        case done
        /// Its model would have been worse, and the one from before goes on serving.
        case kept
        /// It ended with a sentence.
        case failed
        /// Its process ended without writing an outcome.
        case killed
    }

    /// The recommender.
    public var recommender: String
    /// How it stands.
    public var state: State
    /// Who trains, or did.
    public var owner: ProcessOwner
    /// When it was begun.
    public var started: Timestamp
    /// When this entry was written: a training that lives writes again and again.
    public var updated: Timestamp
    /// The version of its model, once that is saved.
    public var version: Int?
    /// Why it failed, or why the model from before was kept.
    public var reason: String?

    /// Puts one together.
    public init(
        recommender: String, state: State, owner: ProcessOwner, started: Timestamp,
        updated: Timestamp, version: Int? = nil, reason: String? = nil
    ) {
        self.recommender = recommender
        self.state = state
        self.owner = owner
        self.started = started
        self.updated = updated
        self.version = version
        self.reason = reason
    }

    /// How long it took, or has taken so far.
    public var took: Interval {
        Interval(milliseconds: max(0, updated.milliseconds - started.milliseconds))
    }

    /// How it stands at `now`.
    ///
    /// - Parameters:
    ///   - now: the present moment.
    ///   - isAlive: whether its process runs; nil where that cannot be seen from here.
    public func outcome(at now: Timestamp, isAlive: Bool?) -> Outcome {
        switch state {
        case .done: .done
        case .kept: .kept
        case .failed: .failed
        case .running: isDead(now: now, isAlive: isAlive) ? .killed : .running
        }
    }
}

extension TrainingEntry: OwnedWork {
    /// Whether the entry says that the training goes on.
    public var isUnderWay: Bool { state == .running }
}
