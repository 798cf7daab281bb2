import Foundation
import Synchronization

/// A progress line on the terminal; nothing is drawn when standard error is not a terminal.
final class Progress: Sendable {
    /// The shortest time between two drawings.
    private static let pause = Duration.milliseconds(100)

    /// Receives progress instead of the terminal while a server runs the work as a job.
    ///
    /// A struct around the function, because a task-local value that is itself a function crashes
    /// release builds of Swift 6.3.1: the optimizer passes no metadata for it, and
    /// `swift_task_localValuePush` reads through a null pointer.
    private struct Audience: Sendable {
        let hear: @Sendable (Double?, String) -> Void
    }

    /// The audience of the current task; nil when progress goes to the terminal.
    @TaskLocal private static var audience: Audience?

    /// Whether this task is a job of a server, whose progress goes to no terminal.
    static var isReporting: Bool { audience != nil }

    /// Runs a job of a server, and passes to `hear` what a terminal would show: the fraction that
    /// is done, if known, and a sentence.
    static func reporting<T>(
        to hear: @escaping @Sendable (Double?, String) -> Void,
        during work: () async throws -> T
    ) async rethrows -> T {
        try await $audience.withValue(Audience(hear: hear), operation: work)
    }

    private let shown: Bool
    // Read once, at initialization, because `draw` is also called outside of any task.
    private let audience = Progress.audience
    private let drawn = Mutex<ContinuousClock.Instant?>(nil)

    init(shown: Bool = isatty(STDERR_FILENO) == 1) { self.shown = shown }

    /// Draws `[#####     ] 50 %  text`, or only the text when the fraction is unknown.
    func draw(_ fraction: Double?, _ text: String) {
        if let audience { return audience.hear(fraction, text) }
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

    /// Removes the line.
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
