internal import Foundation
public import Hummingbird
public import Logging
internal import NIOCore
internal import ServiceLifecycle
public import UnixSignals

/// Runs the application until a signal stops it, then returns, so that the caller can close what
/// the application stood on.
///
/// A stop takes no new connection, lets every request that was accepted have its answer, and
/// returns when the last one has, at the latest after `configuration.shutdownMax`.
///
/// - Throws: a `ServiceError` of one sentence where the address cannot be listened on, and where
///   requests were still running when the time was up.
public func serve(
    _ application: some ApplicationProtocol, configuration: ServiceConfiguration, logger: Logger,
    stoppingOn signals: [UnixSignal] = [.sigint, .sigterm],
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
) async throws {
    let (outcomes, outcome) = AsyncStream<Result<Void, any Error>>.makeStream()
    // Told first, because a group stops its services from the last to the first.
    let stop = StopNotice()
    let group = ServiceGroup(
        configuration: .init(
            services: [application, stop], gracefulShutdownSignals: signals, logger: logger))
    let running = Task {
        do {
            try await group.run()
            outcome.yield(.success(()))
        } catch {
            outcome.yield(.failure(configuration.explanation(of: error)))
        }
    }
    let deadline = Task {
        for await _ in stop.notices {
            try await pause(configuration.shutdownMax)
            outcome.yield(.failure(configuration.unfinished))
        }
    }
    defer {
        deadline.cancel()
        running.cancel()
    }
    for await first in outcomes { return try first.get() }
    // Only a cancelled caller comes here: what it started ends with it.
    throw CancellationError()
}

/// Learns that the group is about to stop.
private struct StopNotice: Service {
    let notices: AsyncStream<Void>
    private let notice: AsyncStream<Void>.Continuation

    init() { (notices, notice) = AsyncStream.makeStream() }

    func run() async throws {
        try? await gracefulShutdown()
        notice.yield()
        notice.finish()
    }
}

extension ServiceConfiguration {
    fileprivate var unfinished: ServiceError {
        ServiceError("requests were still running \(shutdownMax) after the stop and were given up")
    }

    /// Why it could not listen, as one sentence.
    fileprivate func explanation(of error: any Error) -> any Error {
        let noAddress = ServiceError(
            "this machine has no address \(host): choose one that it has")
        if error is SocketAddressError.UnknownHost { return noAddress }
        guard let error = error as? IOError else { return error }
        switch error.errnoCode {
        case EADDRINUSE:
            return ServiceError(
                "port \(port) on \(host) is in use: stop what listens there, or choose another port"
            )
        case EACCES:
            return ServiceError(
                "port \(port) may not be listened on by this user: choose one above 1023")
        case EADDRNOTAVAIL:
            return noAddress
        default:
            return ServiceError("cannot listen on \(host), port \(port): \(error)")
        }
    }
}
