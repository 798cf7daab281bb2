import Foundation
import Synchronization

/// A line on a terminal that says how far something is; nothing where standard error is piped.
final class Progress: Sendable {
    /// The shortest time between two drawings.
    private static let pause = Duration.milliseconds(100)

    /// Who hears of it instead of a terminal, where the work is a server's job.
    @TaskLocal static var audience: (@Sendable (Double?, String) -> Void)?

    private let shown: Bool
    // Taken over when it is made: those who draw may be no tasks.
    private let audience = Progress.audience
    private let drawn = Mutex<ContinuousClock.Instant?>(nil)

    init(shown: Bool = isatty(STDERR_FILENO) == 1) { self.shown = shown }

    /// Draws `[#####     ] 50 %  text`; without a fraction just the text.
    func draw(_ fraction: Double?, _ text: String) {
        if let audience { return audience(fraction, text) }
        guard shown, isDue else { return }
        let bar =
            fraction.map { fraction in
                let filled = Int((max(0, min(1, fraction)) * 24).rounded())
                let marks = String(repeating: "#", count: filled)
                let rest = String(repeating: " ", count: 24 - filled)
                return "[\(marks)\(rest)] \(Int((fraction * 100).rounded())) %  "
            } ?? ""
        write("\r\u{1B}[K" + bar + text)
    }

    /// Takes the line away again.
    func clear() {
        if shown, audience == nil { write("\r\u{1B}[K") }
    }

    private var isDue: Bool {
        drawn.withLock { drawn in
            let now = ContinuousClock.now
            if let last = drawn, now - last < Self.pause { return false }
            drawn = now
            return true
        }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
