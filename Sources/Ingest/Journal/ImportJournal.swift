public import Interest
public import Work

/// Decides, by the journal, whether an import begins, goes on, waits or has been done.
///
/// A mark in the journal is written only over the mark of the same run, so of two processes that
/// import the same at once at most one goes on; and what both of them stored before they noticed
/// is in the log once, because the log knows its behaviours.
public struct ImportJournal: Sendable {
    /// How often it is tried anew when somebody else writes the entry at the same moment.
    private static let attempts = 5

    /// What to do.
    public enum Course: Sendable {
        /// Import, from the entry's mark.
        case go(ImportEntry)
        /// Nothing: all of it is in the store.
        case done(ImportEntry)
    }

    private let repository: any ImportRepository
    private let owner: ProcessOwner
    private let isAlive: @Sendable (ProcessOwner) -> Bool?
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - repository: where the journal is kept.
    ///   - owner: this process.
    ///   - isAlive: whether a process runs; nil where that cannot be seen from here.
    ///   - now: the present time.
    public init(
        _ repository: any ImportRepository, owner: ProcessOwner,
        isAlive: @Sendable @escaping (ProcessOwner) -> Bool?,
        now: @Sendable @escaping () -> Timestamp
    ) {
        self.repository = repository
        self.owner = owner
        self.isAlive = isAlive
        self.now = now
    }

    /// Makes this process the one that imports `id`, if there is something to import.
    ///
    /// - Parameter again: begins at the beginning, whatever was done.
    /// - Throws: `ImportError` where another process imports the same now, `RepositoryError`.
    public func begin(
        _ id: String, source: String, kind: String, rejectsPath: String?, again: Bool
    ) async throws -> Course {
        for _ in 0..<Self.attempts {
            let last = try await repository.entry(id)
            if let last, isBusy(last) { throw busy(last) }
            if let last, last.state == .done, !again { return .done(last) }
            var entry = ImportEntry(
                id: id, source: source, kind: kind, state: .running, owner: owner,
                started: now(), updated: now(), rejectsPath: rejectsPath)
            if let last, !again {
                entry.mark = last.mark
                // A mark goes by the length of the file it was made with.
                if last.rejectsPath != rejectsPath { entry.mark.rejectsLength = 0 }
            }
            if try await repository.put(entry, over: last?.owner.run) { return .go(entry) }
        }
        throw ImportError(
            .busy, "the journal's entry of \(source) changes all the time: try again")
    }

    /// Writes how far it has come.
    ///
    /// - Throws: `RepositoryError` of the kind `conflict` where another process took over.
    public func keep(
        _ entry: ImportEntry, _ mark: ImportMark, _ state: ImportEntry.State
    ) async throws(RepositoryError) {
        var entry = entry
        entry.mark = mark
        entry.state = state
        entry.updated = now()
        guard try await repository.put(entry, over: owner.run) else {
            throw RepositoryError(
                .conflict,
                "another process has taken over the import of \(entry.source), and goes on with "
                    + "it: see ebb import --list")
        }
    }

    /// Whether another process is importing it right now.
    private func isBusy(_ entry: ImportEntry) -> Bool {
        // A process runs one import after the other: an entry of its own is an earlier one.
        entry.isUnderWay && entry.owner != owner
            && !entry.isDead(now: now(), isAlive: isAlive(entry.owner))
    }

    private func busy(_ entry: ImportEntry) -> ImportError {
        ImportError(
            .busy,
            "\(entry.source) is being imported by process \(entry.owner.process) on "
                + "\(entry.owner.host), which was at line \(entry.mark.lines.grouped) "
                + "(\(entry.updated)): wait for it, or end it and import again")
    }
}
