import Foundation
import Synchronization

/// A file of timed events, for the analysis of a round with differences.
final class Chronicle: Sendable {
    private let start = ContinuousClock.now
    private let file: Mutex<FileHandle>

    init(file path: String) throws {
        try Data().write(to: URL(fileURLWithPath: path))
        file = Mutex(try FileHandle(forWritingTo: URL(fileURLWithPath: path)))
    }

    /// Writes a line with the seconds since the beginning.
    func note(_ event: String) {
        let seconds = String(format: "%9.3f", (ContinuousClock.now - start) / .seconds(1))
        file.withLock { $0.write(Data("\(seconds) \(event)\n".utf8)) }
    }
}
