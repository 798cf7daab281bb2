import Mongo
public import Testing

/// Lends each test of a suite its own database, and drops it afterward.
///
///     @Suite(.store) struct FindTests {
///         @Test func `a lost document is not found`() async throws {
///             let store = try LentStore.current.store
///
/// `EBB_TEST_MONGODB` contains the URI of the server, a replica set. Without it the test fails: a
/// skipped test proves nothing.
public struct StoreTrait: SuiteTrait, TestTrait, TestScoping {
    /// Each test of a suite, and each case of a test, gets its own.
    public var isRecursive: Bool { true }

    /// Creates the database, runs the test, and drops the database.
    public func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await Turnstile.shared.take()
        defer { Task { await Turnstile.shared.giveBack() } }
        let lent = try LentStore()
        let result: Result<Void, any Error>
        do {
            result = .success(try await LentStore.$lent.withValue(lent, operation: function))
        } catch {
            result = .failure(error)
        }
        await lent.drop()
        try result.get()
    }
}

extension Trait where Self == StoreTrait {
    /// Gives each test its own database on the real server.
    public static var store: StoreTrait { StoreTrait() }
}

/// The queue of tests for a store. All at once they would create hundreds of databases, and the
/// server would be busy with files for longer than its clients wait.
private actor Turnstile {
    static let shared = Turnstile(storesMax: 16)
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(storesMax: Int) { free = storesMax }

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
