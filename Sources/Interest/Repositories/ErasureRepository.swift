/// Erases people, and keeps them erased.
///
/// A tombstone comes first, and stays: a salted digest of the user's id, by which an append or an
/// import leaves out what an old file still has of them.
public protocol ErasureRepository: Sendable {
    /// Begins an erasure: from now on nothing of the user gets in, by whatever process, and reads
    /// answer as if the user were erased. Returns what was erased with it. The same again changes
    /// nothing.
    ///
    /// - Parameters:
    ///   - user: who is erased.
    ///   - readmits: whether the user may come again once everything is erased.
    func begin(_ user: UserID, readmits: Bool) async throws(RepositoryError) -> Remains

    /// Goes on with an erasure that was begun: erases at most `limit` behaviors, and with the last
    /// everything else. Stopped in the middle, the same again goes on.
    func erase(_ user: UserID, atMost limit: Int) async throws(RepositoryError) -> ErasureStep

    /// What the store has of a user.
    func remains(of user: UserID) async throws(RepositoryError) -> Remains

    /// Lets an erased user in again; false if the user was not erased.
    func readmit(_ user: UserID) async throws(RepositoryError) -> Bool

    /// Users whose erasure was begun and not finished.
    func unfinished() async throws(RepositoryError) -> [UserID]

    /// The erased users as hashes, at most a second old, and the salt of the store, which the first
    /// call creates.
    func erased() async throws(RepositoryError) -> ErasedUsers
}

/// The salt by which a store hashes the ids of its users where an id must not be kept: in models
/// that learn while they serve.
///
/// It is random, different in each store, and kept apart from models. Without it, a hash in a model
/// cannot be compared with the ids that somebody knows.
public struct UserSalt: Hashable, Sendable {
    /// The salt of what belongs to no store: logs of evaluations and tests.
    public static let none = UserSalt([])

    /// The random bytes.
    public let bytes: [UInt8]

    /// Takes the bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// The users who were erased from a store, as models know them.
public struct ErasedUsers: Hashable, Sendable {
    /// The salt of the hashes.
    public let salt: UserSalt
    /// The salted hashes of the users.
    public let hashes: Set<UInt64>

    /// Takes both.
    public init(salt: UserSalt, hashes: Set<UInt64>) {
        self.salt = salt
        self.hashes = hashes
    }
}

/// What a step of an erasure has erased.
public struct ErasureStep: Hashable, Sendable {
    /// What was erased.
    public var erased: Remains
    /// Whether nothing is left.
    public var isFinished: Bool

    /// Puts one together.
    public init(erased: Remains, isFinished: Bool) {
        self.erased = erased
        self.isFinished = isFinished
    }
}

extension ErasureRepository {
    /// Begins an erasure, and erases at most `limit` behaviors.
    public func forget(
        _ user: UserID, atMost limit: Int, readmits: Bool = false
    ) async throws(RepositoryError) -> ErasureStep {
        let begun = try await begin(user, readmits: readmits)
        var step = try await erase(user, atMost: limit)
        step.erased.weights += begun.weights
        step.erased.profiles += begun.profiles
        return step
    }

    /// Erases all that the store has of a user. Once this has returned, nothing of them gets in any
    /// more, by whatever process. Stopped in the middle, the same again goes on.
    public func forget(_ user: UserID) async throws(RepositoryError) -> Remains {
        try await forget(user, atMost: .max).erased
    }

    /// Ends all erasures that were begun, step by step, and returns how many there were.
    ///
    /// - Parameters:
    ///   - limit: how many behaviors a step erases at most.
    ///   - progress: receives the number of behaviors erased so far; throwing stops it.
    public func finish(
        stepping limit: Int, progress: @Sendable (Int) throws -> Void
    ) async throws -> Int {
        var (users, behaviors) = (0, 0)
        // An erasure that is begun meanwhile is taken along.
        while let user = try await unfinished().first {
            var isFinished = false
            while !isFinished {
                try Task.checkCancellation()
                let step = try await erase(user, atMost: limit)
                behaviors += step.erased.behaviors
                isFinished = step.isFinished
                try progress(behaviors)
            }
            users += 1
        }
        return users
    }
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
