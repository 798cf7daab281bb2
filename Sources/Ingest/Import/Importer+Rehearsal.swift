public import Interest
internal import Synchronization

/// What an import would do, found by doing all of it but the writing.
public struct Rehearsal<Record: Sendable>: Sendable {
    /// The counts and the problems; nothing is inserted in it.
    public let report: ImportReport
    /// The first records, as they were understood.
    public let first: [Record]
}

extension Importer {
    /// Reads the behaviors of a source to its end and stores nothing.
    ///
    /// - Throws: `ImportFailure`, with what was read until then.
    public func rehearseBehaviors(
        from source: ImportSource, admission: Admission,
        progress: @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws(ImportFailure) -> Rehearsal<Behavior> {
        let screen = BehaviorScreen()
        let done = try await rehearse(source, BehaviorShape(options, admission), progress) {
            _ = screen.screen($0)
        }
        return Rehearsal(report: screen.report(done.report), first: done.first)
    }

    /// Reads the items of a source to its end and stores nothing.
    ///
    /// - Throws: `ImportFailure`, with what was read until then.
    public func rehearseItems(
        from source: ImportSource, progress: @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws(ImportFailure) -> Rehearsal<ItemChange> {
        try await rehearse(source, ItemShape(options), progress)
    }

    /// Reads the profiles of a source to its end and stores nothing.
    ///
    /// - Throws: `ImportFailure`, with what was read until then.
    public func rehearseProfiles(
        from source: ImportSource, progress: @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws(ImportFailure) -> Rehearsal<Profile> {
        try await rehearse(source, ProfileShape(options), progress)
    }

    private func rehearse<Shape: RecordShape>(
        _ source: ImportSource, _ shape: Shape, _ progress: @Sendable (ImportProgress) -> Void,
        _ look: @Sendable @escaping ([Shape.Record]) -> Void = { _ in }
    ) async throws(ImportFailure) -> Rehearsal<Shape.Record> {
        let first = FirstRecords<Shape.Record>(limit: options.limits.recordsShown)
        // One batch at a time, or the first records might not be the first.
        let flow = ImportFlow(
            source: source, options: options, shape: shape, appendsInFlight: 1, bookmark: .none
        ) { records throws(RepositoryError) in
            first.add(records)
            look(records)
            return AppendCount()
        }
        let report = try await flow.run(progress)
        return Rehearsal(report: report, first: first.all)
    }
}

private final class FirstRecords<Record: Sendable>: Sendable {
    private let limit: Int
    private let kept = Mutex<[Record]>([])

    init(limit: Int) { self.limit = limit }

    var all: [Record] { kept.withLock { $0 } }

    func add(_ records: [Record]) {
        kept.withLock { $0 += records.prefix(limit - $0.count) }
    }
}
