internal import Interest
internal import Logging
internal import ServiceLifecycle

/// Fetches the keys every few seconds. A trouble is logged when it comes, and not again while it
/// stays; whom the keys let in before they still let in.
struct KeyReload: Service {
    let ring: KeyRing
    let interval: Duration
    let logger: Logger
    /// Waits so long; tests have a clock of their own.
    let pause: @Sendable (Duration) async throws -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var (isTroubled, wasLost) = (false, false)
            while !Task.isCancelled {
                // The first request looks for itself.
                do { try await pause(interval) } catch { return }
                do throws(RepositoryError) {
                    try await ring.refresh()
                    isTroubled = false
                } catch {
                    if !isTroubled {
                        // The kind and not the words, which may name hosts.
                        logger.warning(
                            "the keys cannot be looked for; those that are known stay so",
                            metadata: ["cause": "\(error.code) \(error.cause ?? "")"])
                    }
                    isTroubled = true
                }
                if ring.hasLostKeys, !wasLost {
                    logger.error(
                        """
                        the store had keys and has none any more: nobody is let in until keys are \
                        restored or created (ebb key create), or the server is restarted
                        """)
                }
                wasLost = ring.hasLostKeys
            }
        }
    }
}
