import Foundation

/// The clock of time of all `ebb` processes, which can be made to jump while they run.
///
/// A library of the same name is preloaded into them and adds what stands in a file.
struct SteppingClock: Sendable {
    private let library: String
    private let file: String

    /// Makes the file; the clock then goes with the machine's.
    init(library: String, file: String) throws {
        self.library = library
        self.file = file
        try Data(count: 8).write(to: URL(fileURLWithPath: file))
    }

    /// What a process that goes by this clock needs in its environment.
    var variables: [String: String] { ["LD_PRELOAD": library, "CHAOS_CLOCK": file] }

    /// Sets it so many seconds ahead of the machine's, or behind it.
    func set(ahead seconds: Int64) throws {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> ($0 * 8)) }
        // In place: the processes have the file itself in their memory.
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }
}
