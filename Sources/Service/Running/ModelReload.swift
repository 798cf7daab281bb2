public import Interest
internal import Logging
internal import ServiceLifecycle

/// Brings newer models from the store to where they serve.
public protocol ModelLoader: Sendable {
    /// Fetches what is newer, swaps it in and lets it learn of what came in; throws where the store
    /// does not answer. What served before serves on wherever something goes wrong.
    func refresh() async throws -> ModelNews

    /// Lets the models that learn while they serve drop what they keep of a user whose behaviors
    /// were taken out of the log.
    func forget(_ user: UserID) async throws
}

/// What a look for newer models brought.
public struct ModelNews: Hashable, Sendable {
    /// Whether something new serves.
    public var isSwapped: Bool
    /// A sentence about each trouble: a model that cannot serve, or could serve better.
    public var refusals: [String]

    /// Takes both.
    public init(isSwapped: Bool, refusals: [String] = []) {
        self.isSwapped = isSwapped
        self.refusals = refusals
    }
}

/// Looks for newer models again and again. A trouble is logged when it comes, and not again at
/// every look while it stays.
struct ModelReload: Service {
    let supply: any ModelLoader
    let interval: Duration
    let logger: Logger
    /// Waits so long; tests have a clock of their own.
    let pause: @Sendable (Duration) async throws -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var troubles: [String] = []
            while !Task.isCancelled {
                troubles = await look(known: troubles)
                do { try await pause(interval) } catch { return }
            }
        }
    }

    /// Looks once; returns the troubles there are now.
    private func look(known: [String]) async -> [String] {
        var troubles: [String]
        do {
            let news = try await supply.refresh()
            if news.isSwapped { logger.info("newer models serve") }
            troubles = news.refusals
        } catch {
            guard !(error is CancellationError) else { return known }
            troubles = ["newer models cannot be looked for: \(error)"]
        }
        for trouble in troubles where !known.contains(trouble) {
            logger.warning("\(trouble); the models that serve go on")
        }
        return troubles
    }
}
