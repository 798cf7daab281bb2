internal import Dispatch

extension TrainingControl {
    /// One training at a time a process: two would only take the processor from each other.
    private static let queue = DispatchQueue(label: "training")

    /// Does long work off the cooperative pool; it is asked to stop when the task is cancelled.
    func leavingPool<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withTaskCancellationHandler {
            do {
                return try await withCheckedThrowingContinuation { continuation in
                    Self.queue.async { continuation.resume(with: Result(catching: work)) }
                }
            } catch let error as ModelError where error.code == .cancelled {
                throw CancellationError()
            }
        } onCancel: {
            cancel()
        }
    }
}
