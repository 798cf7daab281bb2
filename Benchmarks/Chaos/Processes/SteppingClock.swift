import Foundation

/// The wall clock of all `ebb` processes, which can jump while they run.
///
/// A preloaded library of the same name adds the offset in a file to the clock.
struct SteppingClock: Sendable {
    private let library: String
    private let file: String

    /// Creates the file; the clock then equals that of the machine.
    init(library: String, file: String) throws {
        self.library = library
        self.file = file
        try Data(count: 8).write(to: URL(fileURLWithPath: file))
    }

    /// The environment for a process that uses this clock.
    var variables: [String: String] { ["LD_PRELOAD": library, "CHAOS_CLOCK": file] }

    /// Sets the clock this many seconds ahead of the machine's, or behind it.
    func set(ahead seconds: Int64) throws {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> ($0 * 8)) }
        // Written in place, because the processes have mapped this file.
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }
}
