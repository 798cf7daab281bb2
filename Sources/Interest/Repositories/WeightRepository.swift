/// The weight documents: each user's interests as a fold of the log.
public protocol WeightRepository: Sendable {
    /// The user's weights with every behaviour folded in that was in the log when this was
    /// called; empty for a stranger.
    ///
    /// What is pending is folded and saved in one transaction; where nothing is, nothing is
    /// written. A document folded by other settings is folded anew from the log.
    func weights(of user: UserID) async throws(RepositoryError) -> Weights

    /// The user's weights as the log up to `time` gives them. Saves nothing.
    func weights(
        of user: UserID, asOf time: Timestamp
    ) async throws(RepositoryError) -> Weights

    /// How many users have a weight document.
    func count() async throws(RepositoryError) -> Int
}
