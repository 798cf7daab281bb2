internal import Algorithms
internal import Interest
internal import Mongo
internal import Work

// The index by user is walked from one user with something pending to the next. Each page is a
// batch that one lane folds in a transaction, while the next page is fetched for the next lane. A
// batch that has been committed is done for good, so a fold that was stopped begins again where the
// index begins: at what is still pending.

extension MongoWeightRepository {
    /// Folds everything that is pending and due, by as many lanes as the store has. What is dated
    /// later than now stays pending.
    ///
    /// What is pending of a user who cannot be folded stays so: the report names the first of them.
    /// Users who behave meanwhile may be left with something pending, as always. Memory is bounded
    /// by the lanes and the limits of a fold.
    ///
    /// - Parameters:
    ///   - limits: how much is folded at once.
    ///   - progress: receives what is done so far, after each batch; throwing stops the fold.
    public func foldPending(
        limits: FoldLimits = FoldLimits(),
        progress: @Sendable (FoldReport) throws -> Void = { _ in }
    ) async throws -> FoldReport {
        let settings = try await settings.folding()
        let now = now()
        var report = FoldReport()
        try await withThrowingTaskGroup(of: (done: FoldReport, slowest: Duration).self) { group in
            var pages = PendingPages(until: now)
            var pace = FoldPace(upTo: limits)
            var running = 0
            while true {
                let batch = try await pages.next(pace.limits, in: store)
                if batch.isEmpty || running == store.laneCount(of: WorkClass.current.lanes),
                    let (done, slowest) = try await group.next()
                {
                    running -= 1
                    report.add(done)
                    pace.note(slowest)
                    try progress(report)
                }
                if batch.isEmpty {
                    guard running > 0 else { return }
                    continue
                }
                group.addTask { [pace] in try await fold(batch, by: settings, pace, now) }
                running += 1
            }
        }
        return report
    }

    /// Folds until nothing of `users` is pending that is due; in halves where a transaction is
    /// too much.
    /// A user who cannot be folded alone either is left behind and noted.
    private func fold(
        _ users: [UserID], by settings: FoldingSettings, _ pace: FoldPace, _ now: Timestamp
    ) async throws(RepositoryError) -> (FoldReport, slowest: Duration) {
        var report = FoldReport(users: users.count)
        var parts = [users]
        var waits = 0
        var (pace, slowest) = (pace, Duration.zero)
        while let part = parts.popLast() {
            let (start, limits) = (ContinuousClock.now, pace.limits)
            defer {
                let took = ContinuousClock.now - start
                slowest = max(slowest, took)
                pace.note(took)
            }
            do throws(StoreError) {
                // With all its patience: of who is locked the server may soon give up the lock.
                let folded = try await store.perform(
                    Transact(FoldUsers(part, by: settings, limits: limits, now: now)),
                    as: WorkClass.current.lanes)
                meters.folded(folded)
                report.behaviors += folded.behaviors
                report.transactions += 1
                let unfinished = [folded.stepped].compactMap(\.self) + folded.unreached
                if !unfinished.isEmpty { parts.append(unfinished) }
            } catch {
                if error.code == .writeConflict, part.count == 1, waits < limits.lockedWaitsMax {
                    waits += 1
                    parts.append(part)
                    continue
                }
                guard error.mayConcernOne, part.count > 1 || error.concernsOne else {
                    throw RepositoryError(error)
                }
                if part.count > 1 {
                    parts += part.evenlyChunked(in: 2).map(Array.init)
                } else {
                    report.note(FoldFailure(user: part[0], message: error.message))
                }
            }
        }
        return (report, slowest)
    }
}

/// Walks through the users with something pending, in batches for one transaction.
private struct PendingPages {
    /// What is dated later is skipped.
    private let until: Timestamp
    private var last: UserID?
    private var isDone = false

    init(until: Timestamp) { self.until = until }

    /// The next users; none at the end.
    mutating func next(
        _ limits: FoldLimits, in store: Store
    ) async throws(RepositoryError) -> [UserID] {
        guard !isDone else { return [] }
        let limit = limits.behaviorsMax + 1
        let owners = try await store.ask(
            Sift<PendingOwner>(
                Schema.behaviors, filter: ReadWeights.pending(behind: last, until: until),
                options: ReadWeights.ownerOptions(limit: limit)), as: .background)
        var users = owners.documents().lazy.map(\.user).uniqued().prefix(limits.usersMax + 1).map(
            \.self)
        // The last one may have more than came, and begins the next page; a page of its own for
        // whom a page does not hold.
        if owners.count == limit || users.count > limits.usersMax {
            if users.count > 1 { users.removeLast() }
        } else {
            isDone = true
        }
        last = users.last
        return users
    }
}
