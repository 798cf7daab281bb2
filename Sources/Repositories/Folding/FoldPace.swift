/// How much the next transactions of a fold of everything take in.
///
/// A server whose cache is small for what a transaction changes takes long over it, or gives it up
/// when its time is over. So transactions begin small, double while they are quick and halve when
/// one was slow, as TCP finds how much a network takes (Jacobson, *Congestion Avoidance and
/// Control*, 1988). What comes of a fold does not depend on it.
struct FoldPace {
    /// What a transaction takes at first.
    private static let first = (users: 64, behaviors: 1250)
    /// What it takes at least, however slow it is.
    private static let least = (users: 8, behaviors: 160)
    /// Below it there is room for more.
    private static let quick = Duration.seconds(1)
    /// Above it there is too much: well before a server gives a transaction up.
    private static let slow = Duration.seconds(3)

    private let most: FoldLimits
    private var users = first.users
    private var behaviors = first.behaviors

    /// Never takes more than `most`.
    init(upTo most: FoldLimits) { self.most = most }

    /// The limits of the next transaction.
    var limits: FoldLimits {
        var limits = most
        limits.usersMax = min(users, most.usersMax)
        limits.behaviorsMax = min(behaviors, most.behaviorsMax)
        return limits
    }

    /// Learns from how long a transaction took.
    mutating func note(_ took: Duration) {
        if took > Self.slow {
            users = max(users / 2, Self.least.users)
            behaviors = max(behaviors / 2, Self.least.behaviors)
        } else if took < Self.quick {
            users = min(users * 2, most.usersMax)
            behaviors = min(behaviors * 2, most.behaviorsMax)
        }
    }
}
