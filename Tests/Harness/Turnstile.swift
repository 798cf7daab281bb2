/// A queue in front of something that only a few tests may use at once.
///
/// Tests wait without occupying a thread.
public actor Turnstile {
    /// For tests with a database of their own. All at once they would create hundreds of databases,
    /// and the server would be busy with files for longer than its clients wait.
    public static let stores = Turnstile(usersMax: 16)
    /// For programs that tests start and wait for. More at once than there are cores only make
    /// each of them slower.
    public static let programs = Turnstile(usersMax: 4)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(usersMax: Int) { free = usersMax }

    /// Waits for a turn and performs `body`.
    public nonisolated func withTurn<Result>(
        _ body: () async throws -> sending Result
    ) async rethrows -> sending Result {
        await take()
        do {
            let result = try await body()
            await giveBack()
            return result
        } catch {
            await giveBack()
            throw error
        }
    }

    private func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
