package import UnixSignals

/// Ends a program cleanly after Ctrl-C or a signal to stop.
///
///     try await Interruption.watch { try await work() }
package enum Interruption {
    /// The error that ``watch(for:_:)`` throws after a signal.
    package struct Interrupted: Error, CustomStringConvertible {
        /// The signal; nil when the watch itself was canceled.
        let signal: UnixSignal?

        package var description: String {
            signal.map { "interrupted by \($0)" } ?? "interrupted"
        }
    }

    /// Runs `body`. A signal cancels it; after its cleanup, this throws ``Interrupted``.
    package static func watch<T: Sendable>(
        for signals: [UnixSignal] = [.sigint, .sigterm],
        _ body: @Sendable @escaping () async throws -> T
    ) async throws -> T {
        let signals = await UnixSignalsSequence(trapping: signals)
        return try await withThrowingTaskGroup(of: Ending<T>.self) { group in
            group.addTask { .done(try await body()) }
            group.addTask {
                for await signal in signals { return .stopped(signal) }
                return .stopped(nil)
            }
            defer { group.cancelAll() }
            let ending = try await group.next()
            if case .done(let result)? = ending { return result }
            group.cancelAll()
            _ = try? await group.next()
            guard case .stopped(let signal)? = ending else { throw Interrupted(signal: nil) }
            throw Interrupted(signal: signal)
        }
    }

    private enum Ending<T: Sendable>: Sendable {
        case done(T)
        case stopped(UnixSignal?)
    }
}
