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
        try await Turnstile.stores.withTurn { try await Self.lend(performing: function) }
    }

    private static func lend(
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
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
