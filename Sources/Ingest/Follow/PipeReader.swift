internal import Dispatch
internal import Foundation

/// Reads standard input as it comes, on a queue of its own, because reading blocks.
final class PipeReader: Sendable {
    private let queue = DispatchQueue(label: "ebb.ingest.pipe")

    /// What has come, at least one byte; nothing at the end.
    ///
    /// A cancelled caller does not wait: the read stays behind until bytes come or the process
    /// ends.
    func next() async throws -> [UInt8] {
        let waiter = Waiter<[UInt8]>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiter.wait(continuation)
                queue.async {
                    waiter.resume(with: .success(Array(FileHandle.standardInput.availableData)))
                }
            }
        } onCancel: {
            waiter.resume(with: .failure(CancellationError()))
        }
    }
}
