// Tests poll for events that they cannot observe directly, with a short sleep in between. A loop of
// Task.yield would occupy a thread of the pool: two such loops on two cores can keep everything
// else from running, including the event that they wait for.

/// Waits until `holds` does.
///
/// - Throws: CancellationError, and what `holds` throws.
public func until(
    isolation: isolated (any Actor)? = #isolation, _ holds: () async throws -> Bool
) async throws {
    while try await !holds() { try await Task.sleep(for: .milliseconds(1)) }
}

/// Waits until the task is cancelled.
public func untilCancelled() async {
    for await _ in AsyncStream<Never>.makeStream().stream {}
}
