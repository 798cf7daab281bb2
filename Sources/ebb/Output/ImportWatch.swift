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
