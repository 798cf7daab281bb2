/// Erases people, and keeps them erased.
///
/// A tombstone comes first, and stays: a salted digest of the user's id, by which an append or an
/// import leaves out what an old file still has of them.
public protocol ErasureRepository: Sendable {
    /// Erases all that the store has of a user. Once this has returned, nothing of them gets in any
    /// more, by whatever process. Stopped in the middle, the same again goes on.
    func forget(_ user: UserID) async throws(RepositoryError) -> Remains

    /// What the store has of a user.
    func remains(of user: UserID) async throws(RepositoryError) -> Remains

    /// Lets an erased user in again; false if the user was not erased.
    func readmit(_ user: UserID) async throws(RepositoryError) -> Bool

    /// Users whose erasure was begun and not finished.
    func unfinished() async throws(RepositoryError) -> [UserID]
}

/// What a store has of a user.
public struct Remains: Hashable, Sendable {
    /// Behaviors in the log.
    public var behaviors: Int
    /// Weight documents: one or none.
    public var weights: Int
    /// Profiles: one or none.
    public var profiles: Int
    /// Whether a tombstone keeps the user out.
    public var isForgotten: Bool

    /// Puts one together.
    public init(behaviors: Int, weights: Int, profiles: Int, isForgotten: Bool) {
        self.behaviors = behaviors
        self.weights = weights
        self.profiles = profiles
        self.isForgotten = isForgotten
    }

    /// Documents in all.
    public var count: Int { behaviors + weights + profiles }
}
