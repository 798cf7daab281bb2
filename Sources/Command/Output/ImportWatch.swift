import Foundation
import Ingest
import Synchronization

/// Shows an import on its way: first what the file was taken for, then how far it is.
///
/// On a terminal that is a bar; where standard error is piped, a line now and then; and for
/// machines an object a line.
final class ImportWatch: Sendable {
    /// How it is shown.
    enum Style: Sendable {
        case bar, lines, objects

        /// The style that suits the reader of standard error.
        static func fitting(_ format: OutputOptions.Format) -> Style {
            format == .json ? .objects : isatty(STDERR_FILENO) == 1 ? .bar : .lines
        }

        /// The shortest time between two lines.
        var pause: Duration { self == .objects ? .seconds(1) : .seconds(5) }
    }

    private struct State {
        var first: ImportProgress?
        var shown: ContinuousClock.Instant
    }

    private let name: String
    private let noun: String
    private let style: Style
    private let start = ContinuousClock.now
    private let line = Progress()
    private let state: Mutex<State>

    init(_ name: String, noun: String, style: Style = .bar) {
        self.name = name
        self.noun = noun
        self.style = style
        state = Mutex(State(first: nil, shown: start))
    }

    /// Takes news from the importer.
    @Sendable func saw(_ progress: ImportProgress) {
        let now = ContinuousClock.now
        let (first, isDue) = state.withLock { state in
            let isDue = now - state.shown >= style.pause
            if isDue { state.shown = now }
            defer { if state.first == nil { state.first = progress } }
            return (state.first, isDue)
        }
        guard let first else { return announce(progress.detection) }
        let elapsed = now - start
        let pace = ImportPace(
            from: first, to: progress,
            seconds: Double(elapsed.components.attoseconds) * 1e-18
                + Double(elapsed.components.seconds))
        switch style {
        case .bar: line.draw(progress.fraction, pace.text(noun))
        case .lines where isDue: Output.news("\(name): \(pace.share)\(pace.text(noun))")
        case .objects where isDue: Output.news(object(pace.answer(name)))
        case .lines, .objects: break
        }
    }

    /// Takes the bar away.
    func finish() { if style == .bar { line.clear() } }

    private func announce(_ detection: Detection) {
        let words = detection.description
        if Progress.isReporting { return line.draw(0, words) }
        guard style == .objects else {
            return Output.news(
                (["\(name): \(words)"] + detection.notes.map { "  note: \($0)" })
                    .joined(separator: "\n"))
        }
        var answer = ["source": name, "detected": words]
        if !detection.notes.isEmpty { answer["notes"] = detection.notes.joined(separator: "; ") }
        Output.news(object(answer))
    }

    private func object(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

/// How fast an import goes, and how long it will take.
struct ImportPace {
    struct Answer: Encodable {
        let source: String
        let fraction: Double?
        let stored: Int
        let rejected: Int
        let perSecond: Int
        let secondsLeft: Int?
    }

    private let progress: ImportProgress
    private let perSecond: Int
    /// Nil where the size is not known, or it has only just begun.
    private let secondsLeft: Int?

    /// - Parameter first: where this run began, which is not the beginning where it goes on.
    init(from first: ImportProgress, to progress: ImportProgress, seconds: Double) {
        self.progress = progress
        perSecond = Int(Double(progress.stored - first.stored) / max(0.001, seconds))
        let (start, fraction) = (first.fraction ?? 0, progress.fraction ?? 0)
        let isKnown = progress.fraction != nil && fraction - start > 0.02 && fraction < 1
        secondsLeft =
            isKnown ? Int((seconds / (fraction - start) * (1 - fraction)).rounded(.up)) : nil
    }

    /// `40 %, `, or nothing where the size is not known.
    var share: String {
        progress.fraction.map { "\(Int(($0 * 100).rounded())) %, " } ?? ""
    }

    /// `1,200,000 behaviors, 60,000 a second, 12 s left, 3 bad lines`.
    func text(_ noun: String) -> String {
        var text = "\(progress.stored.grouped) \(noun), \(perSecond.grouped) a second"
        if let secondsLeft { text += ", \(secondsLeft) s left" }
        if progress.rejected > 0 { text += ", \(progress.rejected.grouped) bad lines" }
        return text
    }

    func answer(_ source: String) -> Answer {
        Answer(
            source: source, fraction: progress.fraction, stored: progress.stored,
            rejected: progress.rejected, perSecond: perSecond, secondsLeft: secondsLeft)
    }
}
