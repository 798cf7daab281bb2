public import Interest
public import Work

/// Where an import begins, and where it reports its checkpoints.
public struct Bookmark: Sendable {
    /// The part of the source that is in the store already; nil begins at the beginning.
    public var start: ImportCheckpoint?
    /// Receives a checkpoint now and then: all before it is stored. An error ends the import.
    public var keep: @Sendable (ImportCheckpoint) async throws(RepositoryError) -> Void

    /// Creates a bookmark.
    public init(
        start: ImportCheckpoint? = nil,
        keep: @Sendable @escaping (ImportCheckpoint) async throws(RepositoryError) -> Void
    ) {
        self.start = start
        self.keep = keep
    }

    /// Begins at the beginning, and reports nothing.
    public static let none = Bookmark { _ in }
}

/// The place up to which every batch is stored, although batches are stored in any order.
///
///     batches   1 stored │ 2 on its way │ 3 stored │ 4 on its way
///                        ↑mark: where to resume after a crash now; 3 would be repeated
struct Watermark {
    /// The place, with the counts up to it.
    private(set) var mark: ImportCheckpoint
    /// The number of batches since this was last set to 0.
    var batchesUnkept = 0

    private var begun = 0
    private var passed = 0
    /// Records of erased users since the start.
    private var forgotten = 0
    private var unpassed: [Int: (end: ImportCheckpoint, count: AppendCount?)] = [:]

    init(from mark: ImportCheckpoint) { self.mark = mark }

    /// Registers the end of the next batch, in order of the source, and returns its number.
    mutating func begin(_ end: ImportCheckpoint) -> Int {
        defer { begun += 1 }
        unpassed[begun] = (end, nil)
        return begun
    }

    /// Records that a batch is stored.
    mutating func finish(_ number: Int, _ count: AppendCount) {
        unpassed[number]?.count = count
        while let batch = unpassed[passed], let count = batch.count {
            let (inserted, repeated) = (mark.inserted, mark.repeated)
            mark = batch.end
            mark.inserted = inserted + count.inserted
            mark.repeated = repeated + count.repeated
            forgotten += count.forgotten
            mark.leaveOut(forgotten)
            unpassed[passed] = nil
            passed += 1
            batchesUnkept += 1
        }
    }
}

extension ImportCheckpoint {
    /// Counts records of erased users as skipped lines. The checkpoint of an earlier run has
    /// already counted its own.
    fileprivate mutating func leaveOut(_ forgotten: Int) {
        guard forgotten > 0 else { return }
        records -= forgotten
        passed[Passing.forgotten.rawValue, default: 0] += forgotten
    }
}
