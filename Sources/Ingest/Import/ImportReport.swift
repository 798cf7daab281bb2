internal import Interest
public import Work

/// The result of an import, or of the part that was done.
public struct ImportReport: Hashable, Sendable {
    /// The name of the source.
    public let source: String
    /// What the source was recognized as; nil if it could not be opened.
    public var detection: Detection?
    /// What the lines held.
    public var lines = LineCounts()
    /// Bytes read of the source, compressed as they stand there.
    public var bytesRead = 0
    /// Behaviors that are new in the store; items that were added, changed or removed.
    public var inserted = 0
    /// Behaviors that the store had already; lines that changed no item.
    public var repeated = 0

    /// What was noticed on the way.
    public var findings = Findings()

    /// Records of erased users since the start or resumption; `lines` counts them as skipped.
    var forgotten = 0

    /// The checkpoint at which it resumed; nil if it began at the beginning.
    public var resumed: ImportCheckpoint?
    /// The place up to which all of the source is in the store.
    public var mark = ImportCheckpoint()
    /// Whether a batch was sent to the store; after a failure it may hold more than `mark` says.
    public internal(set) var hasSent = false

    init(source: String) { self.source = source }
}

/// Counts of lines: `lines` is the sum of the others and of all rejects, without the
/// siblings.
public struct LineCounts: Hashable, Sendable {
    /// All lines read.
    public internal(set) var lines = 0
    /// Lines that became a record.
    public internal(set) var records = 0
    /// Lines with nothing in them.
    public internal(set) var blank = 0
    /// Lines that name the columns: 0 or 1.
    public internal(set) var header = 0
    /// Lines that go on with a record begun before, in quotes.
    public internal(set) var continued = 0
    /// Records beyond the first of their line: an array in it gives one for each element.
    public internal(set) var siblings = 0
    /// How many were skipped on purpose, by reason.
    public internal(set) var passed: [Passing: Int] = [:]
    /// How many were rejected, by reason.
    public internal(set) var rejects: [Reject.Kind: Int] = [:]
    /// The first rejects.
    public internal(set) var firstRejects: [Reject] = []

    /// Whether every line is counted once.
    public var isAccounted: Bool {
        lines + siblings == records + rejected + blank + header + continued + skipped
    }

    /// How many were rejected in all.
    public var rejected: Int { rejects.values.reduce(0, +) }

    /// How many were skipped in all.
    public var skipped: Int { passed.values.reduce(0, +) }

    /// Counts records of users who turned out to be erased as skipped lines.
    mutating func leaveOut(_ forgotten: Int) {
        guard forgotten > 0 else { return }
        records -= forgotten
        passed[.forgotten, default: 0] += forgotten
    }

    /// No lines yet.
    public init() {}

    /// The counts up to a mark.
    init(_ mark: ImportCheckpoint) {
        lines = mark.lines
        records = mark.records
        blank = mark.blank
        header = mark.header
        continued = mark.continued
        siblings = mark.siblings
        for (reason, count) in mark.rejects {
            rejects[Reject.Kind(rawValue: reason) ?? .malformed, default: 0] += count
        }
        for (reason, count) in mark.passed {
            passed[Passing(rawValue: reason) ?? .otherEvent, default: 0] += count
        }
    }

    /// A mark with these counts.
    func mark(at position: Int, rejectsLength: Int) -> ImportCheckpoint {
        var mark = ImportCheckpoint()
        mark.position = position
        mark.lines = lines
        mark.records = records
        mark.blank = blank
        mark.header = header
        mark.continued = continued
        mark.siblings = siblings
        for (reason, count) in rejects { mark.rejects[reason.rawValue] = count }
        for (reason, count) in passed { mark.passed[reason.rawValue] = count }
        mark.rejectsLength = rejectsLength
        return mark
    }
}

/// The progress of an import.
public struct ImportProgress: Hashable, Sendable {
    /// What the source was recognized as; known before anything is written.
    public let detection: Detection
    /// Bytes read of the source, compressed as they stand there: the basis of `fraction`.
    public let bytesRead: Int
    /// How many bytes the source has, nil for a pipe.
    public let bytesTotal: Int?
    /// Lines read.
    public let lines: Int
    /// Records understood.
    public let records: Int
    /// Records that the store has taken (new or repeated): the basis of a rate.
    public let stored: Int
    /// Lines rejected.
    public let rejected: Int

    /// The fraction of the source that was read, from 0 to 1; nil if its size is unknown.
    public var fraction: Double? {
        guard let bytesTotal else { return nil }
        return bytesTotal == 0 ? 1 : min(1, Double(bytesRead) / Double(bytesTotal))
    }
}

/// The failure of an import: the cause, and the part that was done.
///
/// The stored records stay; the same import again adds none of them twice.
public struct ImportFailure: Error, Sendable, CustomStringConvertible {
    /// An `ImportError`, a `RepositoryError` or a `CancellationError`.
    public let cause: any Error
    /// The part that was done.
    public let report: ImportReport

    /// The cause's sentence.
    public var description: String {
        cause is CancellationError ? "the import was stopped" : "\(cause)"
    }
}
