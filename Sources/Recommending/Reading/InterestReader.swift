package import Interest

/// Reads a user's interests as of now, of a past moment, or of one to come.
package struct InterestReader: Sendable {
    private let weights: any WeightRepository
    private let now: @Sendable () -> Timestamp

    package init(_ weights: any WeightRepository, now: @escaping @Sendable () -> Timestamp) {
        self.weights = weights
        self.now = now
    }

    /// Interests and the moment they are read at.
    package struct Reading: Sendable {
        package let folded: FoldedWeights
        package let time: Timestamp

        /// Takes what was read, and the moment.
        package init(folded: FoldedWeights, time: Timestamp) {
            self.folded = folded
            self.time = time
        }

        /// Folds a log that is not the store's, in any order: a session, or what somebody would
        /// have with other settings.
        ///
        /// A moment before `now` has not seen what came later; now and later, all of it was seen.
        package init(
            folding behaviors: [Behavior], by settings: Settings, at time: Timestamp,
            now: Timestamp
        ) {
            let sorted = behaviors.enumerated()
                .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
                .map(\.element)
            let past = sorted.prefix { $0.time <= time }
            var weights = Weights()
            weights.fold(past, by: settings)
            folded = FoldedWeights(
                weights: weights, settings: settings,
                ahead: time < now ? [] : Array(sorted.dropFirst(past.count)))
            self.time = time
        }

        /// The strongest, strongest first.
        package func top(_ count: Int) -> [ItemWeight] { folded.top(count, at: time) }

        /// All that weigh anything, dislikes too, in the order in which they were met.
        package var all: [ItemWeight] { folded.all(at: time) }

        /// Every item that the user has behaved toward. As of now and later that includes what the
        /// log dates ahead: a user who clicked has seen it, whatever the phone's clock says.
        package var seen: [ItemID] { folded.seen }

        /// The time since the user's newest behavior; zero for a stranger.
        package var idle: Interval {
            let frame = folded.weights.frame
            guard frame.activity > 0 else { return .zero }
            return Interval(
                milliseconds: max(0, time.milliseconds - frame.newest.milliseconds))
        }

        /// How many behaviors are folded in.
        package var behaviors: Int64 { folded.weights.frame.activity }
    }

    /// What `user` was interested in at `time` by the log up to then, or will still be; nil is
    /// now. A stranger is interested in nothing.
    package func read(
        _ user: UserID, at time: Timestamp?
    ) async throws(RepositoryError) -> Reading {
        let now = now()
        let time = time ?? now
        return Reading(
            folded: try await weights.weights(of: user, at: time, now: now), time: time)
    }
}
