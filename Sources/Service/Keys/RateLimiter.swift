internal import Access
internal import HTTPTypes
internal import Interest
internal import Synchronization

/// Keeps everybody to their rate limit. Each server counts for itself.
///
/// As many buckets as there are keys with a limit: who is let in is counted by the key's name,
/// not by anything that a request could make up.
final class RateLimiter: Sendable {
    private let now: @Sendable () -> Timestamp
    private let buckets = Mutex<[String: TokenBucket]>([:])

    init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// Counts a request; throws how long to wait where it is one too many.
    func admit(_ caller: Caller) throws(Failure) {
        guard let limit = caller.rate else { return }
        let now = now()
        let wait = buckets.withLock { buckets in
            var bucket = buckets[caller.name] ?? TokenBucket(limit, at: now)
            if bucket.limit != limit { bucket = TokenBucket(limit, at: now) }
            let wait = bucket.take(at: now)
            buckets[caller.name] = bucket
            return wait
        }
        guard let wait else { return }
        let seconds = (wait.milliseconds + 999) / 1000
        throw Failure(
            status: .tooManyRequests,
            message: "this key may ask \(limit.count) times in \(limit.interval): "
                + "try again in \(seconds) s",
            headers: [.retryAfter: "\(seconds)"])
    }
}
