import Mongo
public import Testing

/// Lends each test of a suite a database of its own, and drops it afterwards.
///
///     @Suite(.store) struct FindTests {
///         @Test func `a lost document is not found`() async throws {
///             let store = try LentStore.current.store
///
/// The server is the one that `EBB_TEST_MONGODB` names, the URI of a replica set. Where it names
/// none the test fails: a test that was skipped proves nothing.
public struct StoreTrait: SuiteTrait, TestTrait, TestScoping {
    /// Each test of a suite, and each case of a test, gets its own.
    public var isRecursive: Bool { true }

    /// Makes the database, runs the test, drops the database.
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
    /// A database of its own on the real server.
    public static var store: StoreTrait { StoreTrait() }
}

/// Where the tests queue for a store. All at once they would make hundreds of databases, and the
/// server would be busy with nothing but files for longer than its clients wait.
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
