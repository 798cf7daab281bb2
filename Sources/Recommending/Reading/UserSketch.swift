public import Interest
internal import Synchronization

/// The users that lately behaved toward items, and what they are interested in, as far as somebody
/// asked who is like whom.
///
/// It is filled by what is read and kept current by what comes into the log: a new behavior moves
/// its user to the front of the item's list, and marks their interests as stale. What is older than
/// `ageMax` is read again, so that a user whom another server erased is gone after this time.
public final class UserSketch: Sendable {
    /// How long what was read is used.
    static let ageMax = Interval.seconds(300)
    /// How many users an item's list has.
    static let listMax = 50
    /// The most lists; a full sketch begins again.
    static let listsMax = 20_000
    /// The most interests of all users together; likewise.
    static let interestsMax = 2_000_000

    private struct List {
        var users: [UserID]
        let read: Timestamp
    }

    private struct Profile {
        let folded: FoldedWeights
        let read: Timestamp
        var isStale = false
    }

    private struct State {
        var lists: [ItemID: List] = [:]
        var profiles: [UserID: Profile] = [:]
        var interests = 0
    }

    private let state = Mutex(State())

    /// An empty sketch.
    public init() {}

    /// Takes in what came into the log.
    func learn(_ arrivals: [Arrival]) {
        state.withLock { state in
            for arrival in arrivals {
                let (user, item) = (arrival.behavior.user, arrival.behavior.item)
                state.profiles[user]?.isStale = true
                guard state.lists[item]?.users.first != user else { continue }
                state.lists[item]?.users.removeAll { $0 == user }
                state.lists[item]?.users.insert(user, at: 0)
                if state.lists[item]?.users.count ?? 0 > Self.listMax {
                    state.lists[item]?.users.removeLast()
                }
            }
        }
    }

    /// Forgets a user whose behaviors were taken out of the log.
    public func forget(_ user: UserID) {
        state.withLock { state in
            if let profile = state.profiles.removeValue(forKey: user) {
                state.interests -= profile.folded.weights.items.count
            }
            state.lists = state.lists.filter { !$0.value.users.contains(user) }
        }
    }

    /// Who lately behaved toward each of these items, the last first; nil where that must be read.
    func users(toward items: [ItemID], now: Timestamp) -> [[UserID]?] {
        state.withLock { state in
            items.map { item in
                state.lists[item].flatMap { Self.isFresh($0.read, now) ? $0.users : nil }
            }
        }
    }

    /// What these users are interested in, and whether something came since; nil where that must be
    /// read.
    func profiles(
        of users: [UserID], now: Timestamp
    ) -> [(folded: FoldedWeights, isStale: Bool)?] {
        state.withLock { state in
            users.map { user in
                state.profiles[user].flatMap {
                    Self.isFresh($0.read, now) ? ($0.folded, $0.isStale) : nil
                }
            }
        }
    }

    /// Keeps who lately behaved toward an item, as read at a moment.
    func keep(_ users: [UserID], toward item: ItemID, read: Timestamp) {
        state.withLock { state in
            if state.lists.count >= Self.listsMax { state.lists = [:] }
            state.lists[item] = List(users: Array(users.prefix(Self.listMax)), read: read)
        }
    }

    /// Keeps what a user is interested in, as read at a moment.
    func keep(_ folded: FoldedWeights, of user: UserID, read: Timestamp) {
        let count = folded.weights.items.count
        state.withLock { state in
            if state.interests + count > Self.interestsMax {
                (state.profiles, state.interests) = ([:], 0)
            }
            state.interests += count - (state.profiles[user]?.folded.weights.items.count ?? 0)
            state.profiles[user] = Profile(folded: folded, read: read)
        }
    }

    private static func isFresh(_ read: Timestamp, _ now: Timestamp) -> Bool {
        now <= read + ageMax && read <= now + ageMax
    }
}
