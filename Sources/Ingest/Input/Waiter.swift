internal import Synchronization

/// Resumes one waiting task once: by the queue or by cancellation, the first of the two.
final class Waiter<Output: Sendable>: Sendable {
    private typealias Continuation = CheckedContinuation<Output, any Error>

    private enum State {
        case fresh
        case waiting(Continuation)
        case early(Result<Output, any Error>)
        case done
    }

    private let state = Mutex(State.fresh)

    func wait(_ continuation: CheckedContinuation<Output, any Error>) {
        let early: Result<Output, any Error>? = state.withLock { state in
            if case .early(let result) = state {
                state = .done
                return result
            }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(with: early) }
    }

    func resume(with result: Result<Output, any Error>) {
        let waiting: Continuation? = state.withLock { state in
            switch state {
            case .fresh: state = .early(result)
            case .waiting(let continuation):
                state = .done
                return continuation
            case .early, .done: break
            }
            return nil
        }
        waiting?.resume(with: result)
    }
}
