/// A wait that is counted in looks and not in time: whoever is stopped together with all that it
/// waits for (by SIGSTOP, or a lid that is closed) loses none of it.
struct Patience: Sendable {
    /// How long from one look to the next.
    static let pause = Duration.milliseconds(10)

    /// How often to look.
    let looksMax: Int

    /// As many looks as fit into so many seconds.
    static func seconds(_ seconds: Int) -> Patience { Patience(looksMax: seconds * 100) }

    /// Looks until something is there; nil where the last look finds nothing.
    func wait<T>(for look: () async throws -> T?) async throws -> T? {
        for _ in 0..<looksMax {
            if let found = try await look() { return found }
            try await Task.sleep(for: Self.pause)
        }
        return nil
    }

    /// Looks until it is so; false where the last look finds that it is not.
    func wait(until isSo: () async throws -> Bool) async throws -> Bool {
        try await wait { try await isSo() ? true : nil } ?? false
    }
}

/// A trouble of the harness itself, which says nothing about Ebb.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
