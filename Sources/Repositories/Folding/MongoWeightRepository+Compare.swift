internal import Interest
internal import Mongo

extension MongoWeightRepository {
    /// How many users' documents one transaction compares.
    private static let comparedUsersMax = 64
    /// How many behaviors of theirs, before it is left at that.
    private static let comparedBehaviorsMax = 5000

    /// Compares every weight document with the fold of its log, to the bit, and changes nothing.
    ///
    /// What is pending is left out of both, so the store may be in use meanwhile.
    ///
    /// - Parameter progress: receives what is done so far; throwing stops it.
    public func compareDocuments(
        progress: @Sendable (DocumentComparison) throws -> Void = { _ in }
    ) async throws -> DocumentComparison {
        let settings = try await settings.folding()
        let retention = try await store.ask(ReadRetention())
        var comparison = DocumentComparison()
        var last: UserID?
        repeat {
            try Task.checkCancellation()
            let page = try await store.ask(
                Transact(
                    CompareDocuments(
                        after: last, usersMax: Self.comparedUsersMax,
                        behaviorsMax: Self.comparedBehaviorsMax, settings: settings,
                        isTrimmed: retention != nil)))
            comparison.add(page.comparison)
            try progress(comparison)
            last = page.last
        } while last != nil
        return comparison
    }
}
