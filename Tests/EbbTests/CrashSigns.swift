import Foundation
import Testing

/// What a crashed program leaves, so that no test skips it in silence.
enum CrashSigns {
    /// What Swift's runtime and its backtracer write when a program crashes.
    private static let marks = [
        "Fatal error:", "Precondition failed", "Assertion failed", "*** Signal ",
        "Program crashed:", "Backtrace took", "Stack dump:", "malloc():", "double free",
        "AddressSanitizer",
    ]
    /// Signals by which a program ends itself: illegal instruction, trap, abort, bus error,
    /// floating-point exception, segmentation fault.
    private static let signals: Set<Int32> = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]

    /// Fails the test where a program's text holds the signs of a crash, or a signal ended it that
    /// nobody sent.
    static func expectNone(
        in text: String, of process: Process, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let name = process.executableURL?.lastPathComponent ?? "the program"
        if let mark = marks.first(where: { text.contains($0) }) {
            Issue.record(
                "\(name) crashed (\"\(mark)\"):\n\(text.suffix(4000))",
                sourceLocation: sourceLocation)
        } else if !process.isRunning, process.terminationReason == .uncaughtSignal,
            signals.contains(process.terminationStatus)
        {
            Issue.record(
                "signal \(process.terminationStatus) ended \(name):\n\(text.suffix(4000))",
                sourceLocation: sourceLocation)
        }
    }
}
