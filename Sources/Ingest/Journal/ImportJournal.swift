public import Interest
public import Work

/// Decides by the journal whether an import begins, resumes, waits or is already done.
///
/// A checkpoint is written only over one of the same run. So if two processes import the same
/// content at once, at most one goes on. The behaviors that both stored before they noticed are in
/// the log once, because a behavior's key is always the same.
public struct ImportJournal: Sendable {
    /// The number of attempts when other processes write the entry at the same moment.
    private static let attempts = 5

    /// What the caller must do.
    public enum Course: Sendable {
        /// Import, from the entry's mark.
        case go(ImportEntry)
        /// Nothing, because everything is in the store.
        case done(ImportEntry)
    }

    private let repository: any ImportRepository
    private let owner: ProcessOwner
    private let isAlive: @Sendable (ProcessOwner) -> Bool?
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - repository: the store of the journal.
    ///   - owner: this process.
    ///   - isAlive: whether a process runs; nil if this process cannot see that.
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
    /// - Parameters:
    ///   - id: the digest of the content and of the way it is read.
    ///   - source: the name of the source.
    ///   - kind: the kind of its records.
    ///   - rejectsPath: the file for its bad lines, if one is written.
    ///   - again: whether to begin at the beginning in any case.
    ///   - repeats: whether to begin at the beginning if all was done, as for a catalog, which may
    ///     have changed since.
    ///   - content: the digest of the content alone.
    ///   - reading: the flags that decide how it is read.
    /// - Throws: `ImportError` if another process imports the same now; `RepositoryError`.
    public func begin(
        _ id: String, source: String, kind: String, rejectsPath: String?, again: Bool,
        repeats: Bool = false, content: String? = nil, reading: [String]? = nil
    ) async throws -> Course {
        for _ in 0..<Self.attempts {
            let last = try await repository.entry(id)
            if let last, isBusy(last) { throw busy(last) }
            if let last, last.state == .done, !again, !repeats { return .done(last) }
            var entry = ImportEntry(
                id: id, source: source, kind: kind, state: .running, owner: owner,
                started: now(), updated: now(), rejectsPath: rejectsPath)
            entry.content = content
            entry.reading = reading
            entry.hasSent = last?.mayHold ?? false
            if let last, !again, last.state != .done {
                entry.mark = last.mark
                // A checkpoint is valid only with the file of bad lines of its own run.
                if last.rejectsPath != rejectsPath { entry.mark.rejectsLength = 0 }
            }
            if try await repository.put(entry, over: last?.owner.run) { return .go(entry) }
        }
        throw ImportError(
            .busy, "the journal's entry of \(source) changes all the time: try again")
    }

    /// Throws if the same content was imported in another way, because the log would then have each
    /// of its behaviors twice.
    public func refuseOtherReading(
        _ id: String, source: String, content: String, reading: [String]
    ) async throws {
        // An import that was begun in the same way resumes, or is done.
        let own = try await repository.entry(id)
        guard own == nil || own?.state == .replaced else { return }
        let others = try await otherReadings(id, content: content, reading: reading)
        guard let other = others.first, let before = other.reading else { return }
        func words(_ flags: [String], _ others: [String]) -> String {
            let own = flags.filter { !others.contains($0) }
            return own.isEmpty ? "no flags of its own" : own.joined(separator: " ")
        }
        throw ImportError(
            .readBefore,
            "\(source) was imported at \(other.updated) with \(words(before, reading)), and is now "
                + "to be read with \(words(reading, before)): the log would hold its behaviors in "
                + "both ways. Add --replace to remove what the earlier import brought first")
    }

    /// The imports of the same content that brought behaviors read in another way.
    public func otherReadings(
        _ id: String, content: String, reading: [String]
    ) async throws -> [ImportEntry] {
        try await repository.entries(ofContent: content, limit: Self.readingsMax).filter {
            $0.id != id && $0.mayHold
                && $0.reading.map { !Self.isRefined($0, by: reading) } ?? false
        }
    }

    /// How many readings of one content are compared.
    private static let readingsMax = 1000

    /// Whether a second reading finds everything that the first found, unchanged, and more: it
    /// names actions that the first left out.
    private static func isRefined(_ before: [String], by now: [String]) -> Bool {
        func split(_ flags: [String]) -> (names: Set<Substring>, others: [String]) {
            let names = flags.first { $0.hasPrefix("--action-map ") }
            return (
                Set(names?.dropFirst(13).split(separator: ",") ?? []),
                flags.filter { !$0.hasPrefix("--action-map ") }
            )
        }
        let (first, second) = (split(before), split(now))
        return first.others == second.others && first.names.isSubset(of: second.names)
    }

    /// Makes this process the one that removes what an import brought.
    ///
    /// Until `finishReplacing`, the entry keeps its count of behaviors, and its checkpoint is the
    /// beginning of the file. After a crash, the same replacement removes the rest, or the earlier
    /// import adds the removed behaviors again.
    ///
    /// - Throws: `ImportError` if another process imports it now; `RepositoryError`.
    public func beginReplacing(_ entry: ImportEntry) async throws -> ImportEntry {
        guard !isBusy(entry) else { throw busy(entry) }
        var begun = entry
        begun.state = .running
        begun.owner = owner
        begun.updated = now()
        begun.mark = ImportCheckpoint()
        begun.mark.inserted = entry.mark.inserted
        guard try await repository.put(begun, over: entry.owner.run) else {
            throw ImportError(
                .busy, "another process has begun with \(entry.source): try again")
        }
        return begun
    }

    /// Records that the log has no behaviors of an import any more.
    public func finishReplacing(_ entry: ImportEntry) async throws(RepositoryError) {
        var entry = entry
        entry.hasSent = false
        try await keep(entry, ImportCheckpoint(), .replaced)
    }

    /// Records the progress of an import.
    ///
    /// - Throws: `RepositoryError` with the code `conflict` if another process took over.
    public func keep(
        _ entry: ImportEntry, _ mark: ImportCheckpoint, _ state: ImportEntry.State
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
        // A process runs one import at a time, so its own entry belongs to an earlier one.
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
