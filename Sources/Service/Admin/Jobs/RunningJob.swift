internal import Interest
internal import Synchronization
internal import Work

/// A job on its way in this process: what is known of it at each moment.
final class RunningJob: Sendable {
    private struct State {
        var record: JobRecord
        /// Why it was asked to stop.
        var stopped: String?
    }

    private let state: Mutex<State>

    init(_ record: JobRecord) { state = Mutex(State(record: record)) }

    var record: JobRecord { state.withLock { $0.record } }

    func report(_ fraction: Double?, _ stage: String, at time: Timestamp) {
        state.withLock { state in
            guard state.record.state == .running else { return }
            state.record.fraction = fraction.map { max(0, min(1, $0)) }
            state.record.stage = stage
            state.record.updated = time
        }
    }

    /// Says why it is being stopped; the first reason stands.
    func stop(because reason: String) {
        state.withLock { if $0.stopped == nil { $0.stopped = reason } }
    }

    /// Takes down how it ended.
    func end(
        _ outcome: Result<JobOutcome, any Error>, at time: Timestamp, hasRejects: Bool,
        resultMax: Int
    ) -> JobRecord {
        state.withLock { state in
            state.record.updated = time
            state.record.finished = time
            state.record.hasRejects = hasRejects
            switch outcome {
            case .success(let outcome):
                let fits = outcome.result.utf8.count <= resultMax
                state.record.result = fits ? outcome.result : nil
                state.record.state = outcome.failure == nil ? .done : .failed
                state.record.message =
                    outcome.failure
                    ?? (fits ? nil : "its answer is larger than \(resultMax) bytes, and not kept")
                if outcome.failure == nil { state.record.fraction = 1 }
            case .failure(let error):
                state.record.state = .failed
                state.record.message = "\(error)"
            }
            // What it came to in spite of being stopped stands.
            if let reason = state.stopped, state.record.state != .done {
                state.record.state = .cancelled
                state.record.message = reason
            }
            return state.record
        }
    }
}
