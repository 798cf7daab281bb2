internal import Certificates
internal import CoreMetrics
internal import Foundation
internal import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import TLS
internal import UnixSignals

/// Serves with a renewed certificate as soon as its files have changed, without a restart.
///
/// It compares the files' times and sizes every few seconds, and at SIGHUP it reads them in any
/// case. Connections that are open keep the certificate they began with. Files that do not go
/// together, as when only one of the two has been replaced yet, change nothing: it logs why once,
/// and looks again.
final class TLSRenewal: Service {
    private struct State {
        var context: ServerContext
        /// The files as they were when they were last read.
        var seen: [String]
        var trouble: String?
    }

    private let files: TLSFiles
    private let interval: Duration
    private let metrics: any MetricsFactory
    private let logger: Logger
    /// Waits; tests have a clock of their own.
    private let pause: @Sendable (Duration) async throws -> Void
    private let state: Mutex<State>

    /// Reads the files; throws a sentence where they cannot serve.
    init(
        _ files: TLSFiles, interval: Duration, metrics: any MetricsFactory, logger: Logger,
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) throws(ServiceError) {
        self.files = files
        self.interval = interval
        self.metrics = metrics
        self.logger = logger
        self.pause = pause
        let seen = files.stamps
        state = Mutex(State(context: try files.read(), seen: seen))
        showExpiry()
    }

    /// What the next connection is served with.
    var context: ServerContext { state.withLock { $0.context } }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        do { try await self.pause(self.interval) } catch { return }
                        self.look()
                    }
                }
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) {
                        self.look(always: true)
                    }
                }
            }
        }
    }

    /// Reads the files where they have changed since they were read, or could not be used then.
    func look(always: Bool = false) {
        let stamps = files.stamps
        let (seen, known) = state.withLock { ($0.seen, $0.trouble) }
        guard always || stamps != seen || known != nil else { return }
        do throws(ServiceError) {
            let context = try files.read()
            state.withLock { $0 = State(context: context, seen: stamps) }
            showExpiry()
            logger.notice("the TLS certificate was read again; new connections use it")
        } catch {
            state.withLock { $0.trouble = error.description }
            guard known != error.description else { return }
            logger.error("\(error); the certificate from before is still used")
        }
    }

    private func showExpiry() {
        guard let certificate = try? Certificate(file: files.certificate) else { return }
        Gauge(label: "ebb_tls_certificate_expiry_timestamp_seconds", factory: metrics)
            .record(certificate.expires)
    }
}

extension TLSFiles {
    /// What changes whenever one of the files does: where its links lead, its size and its time.
    fileprivate var stamps: [String] {
        [certificate, key].map { file in
            let path = URL(filePath: file).resolvingSymlinksInPath().path
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            let size = (attributes?[.size] as? NSNumber)?.intValue ?? -1
            return "\(path) \(size) \(time)"
        }
    }
}

/// Keeps the certificate of a service current; nil where it speaks plain HTTP.
func renewal(
    _ dependencies: ServiceDependencies, _ configuration: ServiceConfiguration, _ logger: Logger,
    _ pause: @escaping @Sendable (Duration) async throws -> Void
) throws(ServiceError) -> TLSRenewal? {
    guard let files = configuration.tls else { return nil }
    return try TLSRenewal(
        files, interval: configuration.tlsReloadInterval, metrics: dependencies.registry,
        logger: logger, pause: pause)
}
