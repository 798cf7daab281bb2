internal import CoreMetrics
internal import Interest
internal import Logging
internal import Recommending
internal import ServiceLifecycle

/// Follows the catalog again and again. A trouble is logged when it comes, and not again at every
/// look while it stays.
struct CatalogFollowing: Service {
    let follower: CatalogFollower
    let interval: Duration
    let logger: Logger
    let meter: CatalogMeter
    /// Waits so long; tests have a clock of their own.
    let pause: @Sendable (Duration) async throws -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var trouble: String?
            while !Task.isCancelled {
                trouble = await look(known: trouble)
                meter.show(follower.columns.status)
                do { try await pause(interval) } catch { return }
            }
        }
    }

    /// Looks once; returns the trouble there is now.
    private func look(known: String?) async -> String? {
        do {
            try await follower.look()
            return nil
        } catch {
            guard !(error is CancellationError) else { return known }
            let trouble = "the catalog cannot be followed: \(error)"
            if trouble != known {
                logger.warning("\(trouble); until it can, lists are checked against it one by one")
            }
            return trouble
        }
    }
}

/// Takes a change of the catalog by this server into everything that it has in memory.
struct CatalogWatch {
    let cache: CatalogCache
    let follower: CatalogFollower

    /// Notes that items were put, changed or removed: lists know it from now on. The change is
    /// made, so a store that does not answer any more is no failure of it; the next look brings it.
    func changed(_ ids: [ItemID]) async {
        cache.forget(ids)
        do {
            try await follower.check(ids)
        } catch {
            follower.columns.note(followed: nil)
        }
    }
}
