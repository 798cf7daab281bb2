public import Interest

/// Reads a source into a repository: read → inflate → split → parse → append, overlapping, with
/// everything that is held at once bounded by `ImportLimits`.
///
///     let report = try await Importer(options).importBehaviors(
///         from: ImportSource("ratings.dat.gz"), admission: admission, into: behaviors)
public struct Importer: Sendable {
    /// The options.
    public let options: ImportOptions

    /// Creates an importer with options.
    public init(_ options: ImportOptions = ImportOptions()) { self.options = options }

    /// Appends the behaviors of a source that `admission` lets in.
    ///
    /// Behaviors that are in the log already count as repeated, so the same import again is
    /// harmless. `progress` is called first when the format is known, before anything is written,
    /// and then after each step.
    ///
    /// - Throws: `ImportFailure`, with what was done until then.
    public func importBehaviors(
        from source: ImportSource, admission: Admission, into repository: some BehaviorRepository,
        bookmark: Bookmark = .none,
        progress: @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws(ImportFailure) -> ImportReport {
        let screen = BehaviorScreen()
        let flow = ImportFlow(
            source: source, options: options, shape: BehaviorShape(options, admission),
            appendsInFlight: options.limits.appendsInFlight, bookmark: bookmark
        ) { behaviors throws(RepositoryError) in
            let kept = screen.screen(behaviors)
            guard !kept.isEmpty else { return AppendCount(repeated: behaviors.count) }
            var count = try await repository.append(kept)
            let known = count.repeatedIndices.map { kept[$0] }
            if !known.isEmpty {
                let stored = try await repository.behaviors(withEvents: known.compactMap(\.event))
                screen.sawKnown(known, stored: stored)
            }
            count.repeated += behaviors.count - kept.count
            return count
        }
        do throws(ImportFailure) {
            return screen.report(try await flow.run(progress))
        } catch {
            throw ImportFailure(cause: error.cause, report: screen.report(error.report))
        }
    }

    /// Applies what a source says about items, in the order of its lines.
    ///
    /// Fields that the source does not have keep their values, unless the options replace items.
    /// Properties with a time count only where the catalog has no newer value.
    ///
    /// - Throws: `ImportFailure`, with what was done until then.
    public func importItems(
        from source: ImportSource, into repository: some ItemEditor,
        bookmark: Bookmark = .none,
        progress: @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws(ImportFailure) -> ImportReport {
        let screen = ItemScreen()
        // One batch at a time: with several at once, the order of lines would be unknown.
        let flow = ImportFlow(
            source: source, options: options, shape: ItemShape(options), appendsInFlight: 1,
            bookmark: bookmark
        ) { changes throws(RepositoryError) in
            let outcomes = try await repository.apply(changes)
            let altered = screen.screen(changes, outcomes)
            return AppendCount(inserted: altered, repeated: changes.count - altered)
        }
        var report = try await flow.run(progress)
        report.findings = screen.findings
        return report
    }

    /// Adds or replaces users' profiles; the last of several lines for one user counts.
    ///
    /// - Throws: `ImportFailure`, with what was done until then.
    public func importProfiles(
        from source: ImportSource, into repository: some ProfileRepository,
        bookmark: Bookmark = .none,
        progress: @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws(ImportFailure) -> ImportReport {
        let flow = ImportFlow(
            source: source, options: options, shape: ProfileShape(options), appendsInFlight: 1,
            bookmark: bookmark
        ) { profiles throws(RepositoryError) in
            let last = Self.lastOfEach(profiles, by: \.id)
            let forgotten = try await repository.put(last)
            return AppendCount(
                inserted: last.count - forgotten, repeated: profiles.count - last.count,
                forgotten: forgotten)
        }
        return try await flow.run(progress)
    }

    private static func lastOfEach<Record, ID: Hashable>(
        _ records: [Record], by id: (Record) -> ID
    ) -> [Record] {
        var places: [ID: Int] = [:]
        for (index, record) in records.enumerated() { places[id(record)] = index }
        guard places.count < records.count else { return records }
        return records.enumerated().filter { places[id($1)] == $0 }.map(\.element)
    }
}
