public import Foundation

extension Process {
    /// Starts the program and waits until it ends, without occupying a thread: on two cores, two
    /// tests that block would keep all others from running.
    public func runToEnd() async throws {
        try await withCheckedThrowingContinuation { continuation in
            terminationHandler = { _ in continuation.resume() }
            do {
                try run()
            } catch {
                terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }
}
