/// A wait that counts attempts instead of time: when this program and the processes it waits for
/// are all stopped (by SIGSTOP, or a closed lid), no waiting time is lost.
struct Patience: Sendable {
    /// The pause between two attempts.
    static let pause = Duration.milliseconds(10)

    /// The number of attempts.
    let looksMax: Int

    /// As many attempts as fit into this many seconds.
    static func seconds(_ seconds: Int) -> Patience { Patience(looksMax: seconds * 100) }

    /// Tries until `find` returns a value; nil when the last attempt returns nil.
    func wait<T>(for look: () async throws -> T?) async throws -> T? {
        for _ in 0..<looksMax {
            if let found = try await look() { return found }
            try await Task.sleep(for: Self.pause)
        }
        return nil
    }

    /// Tries until the condition holds; false when it does not hold at the last attempt.
    func wait(until isSo: () async throws -> Bool) async throws -> Bool {
        try await wait { try await isSo() ? true : nil } ?? false
    }
}

/// An error of the test harness itself, not of Ebb.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
