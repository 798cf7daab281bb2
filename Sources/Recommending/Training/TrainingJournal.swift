public import Interest
internal import Synchronization
public import Work

/// Writes down how the trainings of one run go, so that everybody sees which model is how old and
/// why: begun, done or failed, and now and then that they live, by which a killed run is known.
public final class TrainingJournal: Sendable {
    /// How often a training says that it lives.
    public static let beat = Duration.seconds(10)

    private let repository: any TrainingRepository
    private let owner: ProcessOwner
    private let now: @Sendable () -> Timestamp
    private let pause: @Sendable (Duration) async throws -> Void
    /// The trainings that have not ended.
    private let open = Mutex<[String: TrainingEntry]>([:])
    /// How trainings have ended where that could not be written.
    private let unwritten = Mutex<[TrainingEntry]>([])

    /// - Parameters:
    ///   - repository: where the journal is kept.
    ///   - owner: this process.
    ///   - now: the present time.
    ///   - pause: waits so long; tests have a clock of their own.
    public init(
        _ repository: any TrainingRepository, owner: ProcessOwner,
        now: @escaping @Sendable () -> Timestamp,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.repository = repository
        self.owner = owner
        self.now = now
        self.pause = pause
    }

    /// Does `work`, which trains recommenders in turn. What has not ended when it throws has
    /// failed. How a training ended is written once more at the end, if it could not be written
    /// before. Throws before any work where the journal cannot be written.
    func keep<T>(_ names: [String], _ work: () async throws -> T) async throws -> T {
        do {
            for name in names { try await announce(name) }
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.live() }
                defer { group.cancelAll() }
                return try await work()
            }
        } catch {
            // Where the store is away too, silence says it.
            for entry in unwritten.withLock({ $0 }) { try? await repository.put(entry) }
            for name in names { try? await end(name, .failed, reason: Self.sentence(error)) }
            throw error
        }
    }

    private func announce(_ name: String) async throws(RepositoryError) {
        do throws(RepositoryError) {
            try await begin(name)
        } catch {
            throw RepositoryError(
                error.code,
                "nothing is trained, because that cannot be written down: \(error)",
                cause: error.cause)
        }
    }

    /// A recommender's turn has come.
    func begin(_ name: String) async throws(RepositoryError) {
        let entry = TrainingEntry(
            recommender: name, state: .running, owner: owner, started: now(), updated: now())
        open.withLock { $0[name] = entry }
        try await repository.put(entry)
    }

    /// Its model is saved.
    ///
    /// - Throws: a sentence that says so, where that cannot be written: the model serves all the
    ///   same.
    func finish(_ name: String, version: Int) async throws(RepositoryError) {
        do throws(RepositoryError) {
            try await end(name, .done, version: version)
        } catch {
            throw RepositoryError(
                error.code,
                "version \(version) of \(name) is saved and serves, but that cannot be written "
                    + "down: \(error)", cause: error.cause)
        }
    }

    /// The model from before goes on serving: the next one would be worse.
    func keep(
        _ name: String, _ old: ModelSummary, _ trial: ModelTrial
    ) async throws(RepositoryError) {
        try await end(
            name, .kept, version: old.version,
            reason: "version \(old.version) goes on serving, because the new model was worse: "
                + "\(trial)")
    }

    private func end(
        _ name: String, _ state: TrainingEntry.State, version: Int? = nil, reason: String? = nil
    ) async throws(RepositoryError) {
        guard var entry = open.withLock({ $0.removeValue(forKey: name) }) else { return }
        entry.state = state
        entry.updated = now()
        entry.version = version
        entry.reason = reason
        do throws(RepositoryError) {
            try await repository.put(entry)
        } catch {
            unwritten.withLock { $0.append(entry) }
            throw error
        }
    }

    private func live() async throws {
        while true {
            do { try await pause(Self.beat) } catch { return }
            for name in open.withLock({ Array($0.keys) }) {
                let moment = now()
                let entry = open.withLock { open in
                    open[name]?.updated = moment
                    return open[name]
                }
                // A store that is away for a while must not end the training.
                if let entry { try? await repository.put(entry) }
            }
        }
    }

    private static func sentence(_ error: any Error) -> String {
        error is CancellationError ? "it was stopped" : "\(error)"
    }
}
