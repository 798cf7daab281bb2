import Interest
import Synchronization

/// Lists the users of a log that is ordered by user, each once.
final class LastUser: Sendable {
    private let last = Mutex<UserID?>(nil)

    /// The users of a batch who were not in an earlier batch.
    func new(in log: [Behavior]) -> [UserID] {
        last.withLock { last in
            var users: [UserID] = []
            for behavior in log where behavior.user != last {
                users.append(behavior.user)
                last = behavior.user
            }
            return users
        }
    }
}
