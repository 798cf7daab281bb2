/// The weight documents: each user's interests as a fold of the log.
public protocol WeightRepository: Sendable {
    /// The user's weights with every behavior folded in that was in the log when this was called
    /// and is dated no later than the repository's clock; empty for a stranger.
    ///
    /// What is pending is folded and saved in one transaction; where nothing is, nothing is
    /// written. What is dated later stays pending until its time has come, and is in the answer's
    /// `ahead`. A document folded by other settings is folded again from the log.
    func weights(of user: UserID) async throws(RepositoryError) -> FoldedWeights

    /// The user's weights as the log up to `time` gives them. Saves nothing.
    func weights(
        of user: UserID, asOf time: Timestamp
    ) async throws(RepositoryError) -> FoldedWeights

    /// Up to `limit` users, by id behind `user`, whose document was folded by other settings than
    /// the store has now.
    func outdated(
        after user: UserID?, limit: Int
    ) async throws(RepositoryError) -> [UserID]

    /// How many users that is.
    func outdatedCount() async throws(RepositoryError) -> Int

    /// Up to `limit` users who have a weight document, by id behind `user`.
    func users(after user: UserID?, limit: Int) async throws(RepositoryError) -> [UserID]

    /// Refolds a user's document from the behaviors that it has folded, and saves it where that
    /// changed a bit. What is pending stays so, and so does a document that knows more than its
    /// log.
    func refold(_ user: UserID) async throws(RepositoryError) -> Refolding

    /// How many users have a weight document.
    func count() async throws(RepositoryError) -> Int
}

/// The result of refolding a document from the log.
public enum Refolding: Hashable, Sendable {
    /// The user has no document.
    case absent
    /// The document was equal to its log, to the bit; nothing was written.
    case unchanged
    /// The document was folded by other settings than the store's, and now is by these.
    case updated
    /// The document claimed the store's settings and was not equal to its log; now it is.
    case repaired
    /// Not all that the document has folded is in the log any more: it was kept as it is.
    case trimmed
}

extension WeightRepository {
    /// The user's weights as of now, of a past moment where `time` lies before `now`, or of a
    /// later one, with what of the log is dated until then.
    public func weights(
        of user: UserID, at time: Timestamp, now: Timestamp
    ) async throws(RepositoryError) -> FoldedWeights {
        guard time >= now else { return try await weights(of: user, asOf: time) }
        let folded = try await weights(of: user)
        return time > now ? folded.foreseen(at: time) : folded
    }
}
