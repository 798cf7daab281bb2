internal import Interest
internal import Synchronization

/// A number that costs a walk over the store, and is therefore kept for a while.
///
/// However many pages poll it, the store is walked once in that time.
final class KeptNumber: Sendable {
    private struct Kept {
        var number = 0
        var until = Timestamp.earliest
    }

    private let interval: Interval
    private let kept = Mutex(Kept())

    init(for interval: Interval) { self.interval = interval }

    /// The number: the one that is kept, or what `count` says now.
    func number(
        at now: Timestamp, _ count: () async throws -> Int
    ) async throws -> Int {
        let known = kept.withLock { kept in
            if kept.until > now { return kept.number as Int? }
            // Others who come meanwhile get the number before, and do not walk as well.
            if kept.until > .earliest { kept.until = now + interval }
            return nil
        }
        if let known { return known }
        do {
            let number = try await count()
            kept.withLock { $0 = Kept(number: number, until: now + interval) }
            return number
        } catch {
            kept.withLock { $0.until = .earliest }
            throw error
        }
    }
}
