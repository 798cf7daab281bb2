import Ingest
import Synchronization

/// Shows an import on its way: first what the file was taken for, then a bar.
final class ImportWatch: Sendable {
    private let name: String
    private let noun: String
    private let start = ContinuousClock.now
    private let line = Progress()
    private let announced = Mutex(false)

    init(_ name: String, noun: String) {
        self.name = name
        self.noun = noun
    }

    /// Takes news from the importer.
    @Sendable func saw(_ progress: ImportProgress) {
        let isFirst = announced.withLock { announced in
            defer { announced = true }
            return !announced
        }
        if isFirst { Output.news("\(name): \(progress.detection)") }
        let elapsed = ContinuousClock.now - start
        let seconds = max(
            0.001,
            Double(elapsed.components.attoseconds) * 1e-18
                + Double(elapsed.components.seconds))
        let rate = Int(Double(progress.stored) / seconds)
        var text = "\(progress.stored.grouped) \(noun), \(rate.grouped) a second"
        if let fraction = progress.fraction, fraction > 0.02, fraction < 1 {
            text += ", \(Int((seconds / fraction - seconds).rounded(.up))) s left"
        }
        if progress.rejected > 0 { text += ", \(progress.rejected.grouped) bad lines" }
        line.draw(progress.fraction, text)
    }

    /// Takes the bar away.
    func finish() { line.clear() }
}

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
    let repeated: Int
    let rejected: Int
    let rejectedByReason: [String: Int]
    let firstRejects: [BadLine]
    let seconds: Double
    let failure: String?
    private let items: Bool

    enum CodingKeys: String, CodingKey {
        case source, detected, lines, inserted, repeated, rejected, rejectedByReason, firstRejects
        case seconds, failure
    }

    init(_ report: ImportReport, items: Bool, took: Duration, failure: String? = nil) {
        source = report.source
        detected = report.detection?.description
        lines = report.lines.lines
        inserted = report.inserted
        repeated = report.repeated
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
        self.items = items
    }

    /// The answer for a person.
    var text: String {
        let noun = items ? "items" : "behaviours"
        let rate = Int(Double(inserted + repeated) / max(0.001, seconds))
        var lines = [
            "\(source): \(self.lines.grouped) lines in \(Output.number(seconds, digits: 1)) s, "
                + "\(rate.grouped) \(noun) a second",
            items
                ? "  \(inserted.grouped) items added or replaced"
                : "  \(inserted.grouped) new, \(repeated.grouped) in the log already",
        ]
        if rejected > 0 {
            lines.append("  \(rejected.grouped) bad lines were not taken:")
            lines += rejectedByReason.sorted { $0.key < $1.key }
                .map { "    \($0.value.grouped) \($0.key)" }
            lines.append("  the first of them:")
            lines += firstRejects.map { "    \($0.sentence)\n      \($0.text.fitted(to: 90))" }
        }
        if let failure { lines.append("Error: \(failure)") }
        return lines.joined(separator: "\n")
    }
}
