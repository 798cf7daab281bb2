/// The log as one looks things up in it and takes them back.
///
/// What is taken out never happened: the weight documents then equal the fold of what is left. The
/// behaviors that stay keep their places in the folds.
public protocol BehaviorEditor: Sendable {
    /// The selected behaviors in batches, in the order that `BehaviorSelection` gives; `take`
    /// returns false to stop. Memory stays bounded.
    func scan(
        _ selection: BehaviorSelection, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws

    /// The newest `limit` behaviors towards an item up to `time`, newest first.
    func newest(
        _ limit: Int, towards item: ItemID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior]

    /// Whether there is any such behavior.
    func contains(_ selection: BehaviorSelection) async throws(RepositoryError) -> Bool

    /// Up to `limit` users who have behaved, by id from behind `user` on.
    func users(after user: UserID?, limit: Int) async throws(RepositoryError) -> [UserID]

    /// Up to `limit` items that somebody has behaved towards, by id from behind `item` on.
    func items(after item: ItemID?, limit: Int) async throws(RepositoryError) -> [ItemID]

    /// Takes the selected behaviors out, of one user or towards one item.
    ///
    /// In steps, each whole: broken off, a part is gone, and the same again takes the rest. Where
    /// the log no longer has all that a profile was folded from, single actions cannot be taken
    /// back, which throws `trimmed`; everything towards an item, and everything of a user, can.
    ///
    /// - Parameters:
    ///   - selection: which behaviors go.
    ///   - limit: how many behaviors are removed at most.
    func remove(
        _ selection: BehaviorSelection, atMost limit: Int
    ) async throws(RepositoryError) -> RemovalCount

    /// Removes these behaviors, as far as the log has them with the same content, and returns how
    /// many there were.
    ///
    /// A thousand are removed together, or none of them. Repeating the call removes only the rest.
    /// Throws `trimmed` where the log no longer has everything that a profile was folded from.
    func withdraw(_ behaviors: [Behavior]) async throws(RepositoryError) -> Int

    /// Puts each behavior in the place of all that its user has done before by the same action to
    /// the same item; of several such in a batch the last one stands. A few hundred of a user are
    /// replaced together, or not at all.
    func replace(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount
}

/// Which behaviors are meant. Those of a user come in order of time, those towards an item
/// likewise, and where neither is named user by user, each in order of time (then event).
public struct BehaviorSelection: Hashable, Sendable {
    /// Only this user's.
    public var user: UserID?
    /// Only those towards this item.
    public var item: ItemID?
    /// Only those by this action.
    public var action: Action?
    /// Nothing newer.
    public var until: Timestamp
    /// Nothing of users before this one, where no user is named.
    public var firstUser: UserID?

    /// Takes what is not to be everything.
    public init(
        user: UserID? = nil, item: ItemID? = nil, action: Action? = nil,
        until: Timestamp = .latest, firstUser: UserID? = nil
    ) {
        self.user = user
        self.item = item
        self.action = action
        self.until = until
        self.firstUser = firstUser
    }

    /// Whether `behavior` is meant.
    public func selects(_ behavior: Behavior) -> Bool {
        (user ?? behavior.user) == behavior.user && (item ?? behavior.item) == behavior.item
            && (action ?? behavior.action) == behavior.action && behavior.time <= until
            && (user != nil || (firstUser ?? behavior.user) <= behavior.user)
    }
}

/// What was taken out of the log.
public struct RemovalCount: Hashable, Sendable {
    /// How many behaviors.
    public var behaviors: Int
    /// How many different ones by user, item and action.
    public var kinds: Int
    /// Whether no selected behavior is left.
    public var isWhole: Bool

    /// Takes all three.
    public init(behaviors: Int = 0, kinds: Int = 0, isWhole: Bool = true) {
        self.behaviors = behaviors
        self.kinds = kinds
        self.isWhole = isWhole
    }
}

extension BehaviorEditor {
    /// Removes all selected behaviors, however many.
    public func remove(
        _ selection: BehaviorSelection
    ) async throws(RepositoryError) -> RemovalCount {
        try await remove(selection, atMost: .max)
    }
}
