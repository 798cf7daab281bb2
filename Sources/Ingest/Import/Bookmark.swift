public import Interest
public import Work

/// Where an import begins, and who is told how far it has come.
public struct Bookmark: Sendable {
    /// Up to where the source is in the store already; nil begins at the beginning.
    public var start: ImportCheckpoint?
    /// Takes a mark now and then: all before it is stored. What it throws ends the import.
    public var keep: @Sendable (ImportCheckpoint) async throws(RepositoryError) -> Void

    /// Takes both.
    public init(
        start: ImportCheckpoint? = nil,
        keep: @Sendable @escaping (ImportCheckpoint) async throws(RepositoryError) -> Void
    ) {
        self.start = start
        self.keep = keep
    }

    /// From the beginning, telling nobody.
    public static let none = Bookmark { _ in }
}

/// The place up to which every batch is stored, though they are stored in any order.
///
///     batches   1 stored │ 2 on its way │ 3 stored │ 4 on its way
///                        ↑mark: where to go on if all ended now; 3 would be repeated
struct Watermark {
    /// The place, with the counts up to it.
    private(set) var mark: ImportCheckpoint
    /// How many batches it has moved on since this was last set to 0.
    var batchesUnkept = 0

    private var begun = 0
    private var passed = 0
    /// Records, since it was begun, of users who are forgotten.
    private var forgotten = 0
    private var unpassed: [Int: (end: ImportCheckpoint, count: AppendCount?)] = [:]

    init(from mark: ImportCheckpoint) { self.mark = mark }

    /// Takes the end of the next batch in order of the source; gives its number.
    mutating func begin(_ end: ImportCheckpoint) -> Int {
        defer { begun += 1 }
        unpassed[begun] = (end, nil)
        return begun
    }

    /// Says that a batch is stored.
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
    /// Makes passed-over lines of so many records: what is gone on from has them so already.
    fileprivate mutating func leaveOut(_ forgotten: Int) {
        guard forgotten > 0 else { return }
        records -= forgotten
        passed[Passing.forgotten.rawValue, default: 0] += forgotten
    }
}
