import Ingest
import Interest
import Work

/// What `ebb import` answers for a file.
struct ImportAnswer: Encodable {
    struct BadLine: Encodable {
        let line: Int
        let byte: Int
        let reason: String
        let sentence: String
        let text: String
    }

    let source: String
    let detected: String?
    let lines: Int
    let inserted: Int
    /// Behaviors that the log had already, or the file itself before, or under the same id.
    let repeated: Int
    /// Of those, the ones that are the same as one before them in the file.
    let repeatedInFile: Int
    /// Of those, the ones whose event id another behavior has that says something else.
    let conflicting: Int
    /// Lines that were skipped on purpose.
    let passed: Int
    let passedByReason: [String: Int]
    let rejected: Int
    let rejectedByReason: [String: Int]
    let firstRejects: [BadLine]
    let seconds: Double
    let failure: String?
    /// Whether the journal had it as imported, and nothing was done.
    let already: Bool
    /// The line at which it went on, where an earlier import broke off.
    let resumedAtLine: Int?
    /// The numbers of items that are new, changed, as before, removed, and that could not be
    /// removed because the catalog does not have them.
    let added: Int?
    let changed: Int?
    let unchanged: Int?
    let removed: Int?
    let unknown: Int?
    /// Whether it failed because it is another kind of file than this import takes.
    var isForeign = false
    /// The first records as they were understood, where this was a rehearsal.
    var rehearsed: [String]?
    /// What a person should look at.
    let hints: [String]
    private let examples: [String]
    private let kind: ImportKind
    private let taken: Int
    private let importedAt: String?

    enum CodingKeys: String, CodingKey {
        case source, detected, lines, inserted, repeated, repeatedInFile, conflicting, hints
        case passed, passedByReason
        case rejected, rejectedByReason, firstRejects, seconds, failure, already, resumedAtLine,
            rehearsed
        case added, changed, unchanged, removed, unknown
    }

    init(
        _ report: ImportReport, kind: ImportKind, took: Duration, failure: String? = nil,
        hints: [String] = []
    ) {
        self.hints = hints
        repeatedInFile = report.findings.repeated
        conflicting = report.findings.conflicting
        examples = Self.examples(report.findings)
        source = report.source
        detected = report.detection?.description
        lines = report.lines.lines
        inserted = report.inserted
        repeated = report.repeated
        passed = report.lines.skipped
        passedByReason = Dictionary(
            uniqueKeysWithValues: report.lines.passed.map { ($0.key.rawValue, $0.value) })
        rejected = report.lines.rejected
        rejectedByReason = Dictionary(
            uniqueKeysWithValues: report.lines.rejects.map { ($0.key.rawValue, $0.value) })
        firstRejects = report.lines.firstRejects.map {
            BadLine(
                line: $0.line, byte: $0.byteOffset, reason: $0.reason.rawValue,
                sentence: $0.sentence, text: $0.text)
        }
        seconds = Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18
        self.failure = failure
        self.kind = kind
        already = false
        importedAt = nil
        resumedAtLine = report.resumed.map { $0.lines + 1 }
        taken = report.lines.records - (report.resumed?.records ?? 0)
        let findings = kind == .items ? report.findings : nil
        added = findings?.itemsAdded
        changed = findings?.itemsChanged
        unchanged = findings?.itemsUnchanged
        removed = findings?.itemsRemoved
        unknown = findings?.itemsUnknown
    }

    /// Of a source that could not be begun with.
    init(_ source: ImportSource, kind: ImportKind, failure: String) {
        self.init(source, kind: kind, mark: ImportCheckpoint(), failure: failure)
    }

    /// Of a source that is in the store already, as its entry in the journal says.
    init(_ source: ImportSource, kind: ImportKind, already entry: ImportEntry) {
        self.init(
            source, kind: kind, mark: entry.mark, failure: nil,
            importedAt: entry.updated.description)
    }

    private init(
        _ source: ImportSource, kind: ImportKind, mark: ImportCheckpoint, failure: String?,
        importedAt: String? = nil
    ) {
        self.source = source.name
        self.kind = kind
        self.failure = failure
        self.importedAt = importedAt
        already = importedAt != nil
        detected = nil
        lines = mark.lines
        inserted = mark.inserted
        repeated = mark.repeated
        repeatedInFile = 0
        conflicting = 0
        hints = []
        examples = []
        passed = mark.passed.values.reduce(0, +)
        passedByReason = mark.passed
        rejected = mark.rejects.values.reduce(0, +)
        rejectedByReason = mark.rejects
        firstRejects = []
        seconds = 0
        resumedAtLine = nil
        taken = 0
        (added, changed, unchanged, removed, unknown) = (nil, nil, nil, nil, nil)
    }

    /// What became of it, in a word or two.
    var state: String {
        if failure != nil { return "failed" }
        if already { return "already imported" }
        return rehearsed == nil ? "" : "only read"
    }

    /// The answer for a person.
    var text: String {
        if let importedAt {
            return "\(source): already imported at \(importedAt) "
                + "(\(lines.grouped) lines, \(rejected.grouped) of them bad): nothing was done. "
                + "--again imports it once more."
        }
        guard detected != nil || lines > 0 else {
            return "\(source)\nError: \(failure ?? "nothing was done")"
        }
        var text = [heading] + outcome
        if passed > 0 {
            text.append("  \(passed.grouped) lines were skipped:")
            text += passedByReason.sorted { $0.key < $1.key }
                .map { "    \($0.value.grouped) \($0.key)" }
        }
        if rejected > 0 {
            text.append("  \(rejected.grouped) bad lines were not taken:")
            text += rejectedByReason.sorted { $0.key < $1.key }
                .map { "    \($0.value.grouped) \($0.key)" }
        }
        if !firstRejects.isEmpty {
            text.append("  the first of them:")
            text += firstRejects.map { "    \($0.sentence)\n      \($0.text.fitted(to: 90))" }
        }
        text += hints.map { "  note: \($0)" }
        if let failure { text.append("Error: \(failure)") }
        return text.joined(separator: "\n")
    }

    private var heading: String {
        let rate = Int(Double(taken) / max(0.001, seconds))
        let resumed = resumedAtLine.map { ", gone on with at line \($0.grouped)" } ?? ""
        return "\(source): \(lines.grouped) lines\(resumed) in "
            + "\(Output.number(seconds, digits: 1)) s, \(rate.grouped) \(kind.noun) a second"
    }

    private var outcome: [String] {
        if let rehearsed {
            return ["  nothing was written: \(taken.grouped) \(kind.noun) would be taken"]
                + (rehearsed.isEmpty ? [] : ["  the first of them as understood:"])
                + rehearsed.map { "    \($0.fitted(to: 110))" }
        }
        if kind == .items { return ["  " + items] }
        guard kind == .behaviors else {
            return ["  \(inserted.grouped) \(kind.noun) added or replaced"]
                + examples.map { "  \($0)" }
        }
        let known = repeated - repeatedInFile - conflicting
        return ["  \(inserted.grouped) new, \(known.grouped) in the log already"]
            + examples.map { "  \($0)" }
    }

    /// What became of the catalog.
    private var items: String {
        let counts = [
            (added, "new"), (changed, "changed"), (unchanged, "as they were"),
            (removed, "removed"), (unknown, "to be removed but not in the catalog"),
        ]
        let told = counts.enumerated().compactMap { place, count in
            (count.0 ?? 0) > 0 || place < 3 ? "\((count.0 ?? 0).grouped) \(count.1)" : nil
        }
        return "items: " + told.joined(separator: ", ")
    }

    private static func examples(_ findings: Findings) -> [String] {
        var lines: [String] = []
        if let first = findings.firstKnown {
            lines.append("the first in the log already: \(first.told)")
        }
        if let first = findings.firstRepeated {
            lines.append(
                "\(findings.repeated.grouped) repeated within this file, the first: \(first.told)")
        }
        if let first = findings.firstConflicting {
            lines.append(
                "\(findings.conflicting.grouped) not added, because another behavior has their "
                    + "event id, the first: \(first.told)")
        }
        return lines
    }
}

/// What `ebb import --list` answers.
struct JournalAnswer {
    /// How many imports are shown.
    static let countMax = 1000

    struct Entry: Encodable {
        let source: String
        let kind: String
        let state: String
        let started: String
        let updated: String
        let lines: Int
        let inserted: Int
        let repeated: Int
        /// Lines that cleaning skipped.
        let passed: Int
        let passedByReason: [String: Int]
        let rejected: Int
        let rejectsFile: String?
        let position: Int
        let host: String
        let process: Int
        let digest: String
    }

    let imports: [Entry]

    init(_ entries: [ImportEntry]) {
        imports = entries.map { entry in
            let isDead = entry.isDead(now: .now, isAlive: entry.owner.isAlive)
            return Entry(
                source: entry.source, kind: entry.kind,
                state: isDead ? "broken off" : entry.state.rawValue,
                started: entry.started.description, updated: entry.updated.description,
                lines: entry.mark.lines, inserted: entry.mark.inserted,
                repeated: entry.mark.repeated, passed: entry.mark.passed.values.reduce(0, +),
                passedByReason: entry.mark.passed, rejected: entry.mark.rejects.values.reduce(0, +),
                rejectsFile: entry.rejectsPath, position: entry.mark.position,
                host: entry.owner.host, process: entry.owner.process, digest: entry.id)
        }
    }

    /// The journal for a person.
    var text: String {
        guard !imports.isEmpty else { return "No file was imported yet." }
        var table = Table(
            ("STARTED", .left), ("STATE", .left), ("KIND", .left), ("LINES", .right),
            ("NEW/CHANGED", .right), ("UNCHANGED", .right), ("PASSED", .right), ("BAD", .right),
            ("SOURCE", .left))
        for entry in imports {
            table.add(
                entry.started, entry.state, entry.kind, entry.lines.grouped,
                entry.inserted.grouped, entry.repeated.grouped, entry.passed.grouped,
                entry.rejected.grouped,
                entry.source.fitted(to: 60))
        }
        return table.text
    }
}
