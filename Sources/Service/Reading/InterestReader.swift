internal import Interest

/// Reads a user's interests as of now, of a past moment, or of one to come.
struct InterestReader: Sendable {
    let weights: any WeightRepository
    let settings: any SettingsRepository
    let now: @Sendable () -> Timestamp

    /// How often a read begins anew because the law changed under it.
    private static let attemptsMax = 3

    /// Interests and the moment they are read at.
    struct Reading: Sendable {
        let weights: Weights
        let law: any DecayLaw
        let time: Timestamp

        /// The strongest, strongest first.
        func top(_ count: Int) -> [ItemWeight] { weights.top(count, at: time, by: law) }

        /// All that weigh anything, dislikes too, in the order in which they were met.
        var all: [ItemWeight] {
            zip(weights.items, zip(weights.weights(at: time, by: law), weights.lasts))
                .map { ItemWeight(item: $0, weight: $1.0, last: $1.1) }
                .filter { $0.weight != 0 }
        }
    }

    /// What `user` was interested in at `time` by the log up to then, or will still be; nil is
    /// now. A stranger is interested in nothing.
    func read(_ user: UserID, at time: Timestamp?) async throws -> Reading {
        let now = now()
        for _ in 0..<Self.attemptsMax {
            let law = try await settings.settings().law
            let weights: Weights
            if let time, time < now {
                weights = try await self.weights.weights(of: user, asOf: time)
            } else {
                weights = try await self.weights.weights(of: user)
            }
            // Weights of another law would be read as nonsense.
            if weights.items.isEmpty || weights.states.count == law.stateCount {
                return Reading(weights: weights, law: law, time: time ?? now)
            }
        }
        throw RepositoryError(.conflict, "the settings change faster than a profile is read")
    }
}
