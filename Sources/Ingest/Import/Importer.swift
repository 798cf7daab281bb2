public import Interest

/// Reads a source into a repository: read → inflate → split → parse → append, overlapping, with
/// everything that is held at once bounded by `ImportLimits`.
///
///     let report = try await Importer(options).importBehaviors(
///         from: ImportSource("ratings.dat.gz"), admission: admission, into: behaviors)
public struct Importer: Sendable {
    /// What it was told.
    public let options: ImportOptions

    /// Takes options.
    public init(_ options: ImportOptions = ImportOptions()) { self.options = options }

    /// Appends the behaviours of a source that `admission` lets in.
    ///
    /// Behaviours that are in the log already count as repeated, so the same import again is
    /// harmless. `progress` is called first when the format is known, before anything is written,
    /// and then after each step.
    ///
    /// - Throws: `ImportFailure`, with what was done until then.
    public func importBehaviors(
        from source: ImportSource, admission: Admission, into repository: some BehaviorRepository,
        progress: @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws(ImportFailure) -> ImportReport {
        let flow = ImportFlow(
            source: source, options: options, shape: BehaviorShape(options, admission),
            appendsInFlight: options.limits.appendsInFlight
        ) { behaviors throws(RepositoryError) in
            try await repository.append(behaviors)
        }
        return try await flow.run(progress)
    }

    /// Adds or replaces the items of a source; of several lines for one item the last counts.
    ///
    /// - Throws: `ImportFailure`, with what was done until then.
    public func importItems(
        from source: ImportSource, into repository: some ItemRepository,
        progress: @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws(ImportFailure) -> ImportReport {
        // One batch at a time: with several on their way nobody could say which line is last.
        let flow = ImportFlow(
            source: source, options: options, shape: ItemShape(options), appendsInFlight: 1
        ) { items throws(RepositoryError) in
            let last = Self.lastOfEach(items)
            try await repository.put(last)
            return AppendCount(inserted: last.count, repeated: items.count - last.count)
        }
        return try await flow.run(progress)
    }

    private static func lastOfEach(_ items: [Item]) -> [Item] {
        var places: [ItemID: Int] = [:]
        for (index, item) in items.enumerated() { places[item.id] = index }
        guard places.count < items.count else { return items }
        return items.enumerated().filter { places[$1.id] == $0 }.map(\.element)
    }
}
