import Interest
import Synchronization

/// The users of a log that comes user by user, each once.
final class LastUser: Sendable {
    private let last = Mutex<UserID?>(nil)

    /// The users of a batch that did not come before.
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
