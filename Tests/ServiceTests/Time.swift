import Interest
import Synchronization

/// A clock that stands still until it is moved.
final class Time: Sendable {
    private let kept = Mutex(World.now)

    var now: Timestamp { kept.withLock { $0 } }

    func pass(_ interval: Interval) { kept.withLock { $0 = $0 + interval } }
}
