internal import Foundation

/// How much memory there is: the machine's, or what a container's control group allows.
enum MachineMemory {
    /// Where the two kinds of control groups say what a container may have, in bytes; where there
    /// is no limit it says `max`, or a number larger than any memory.
    private static let limits = [
        "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ]

    /// In bytes.
    static var bytes: Int {
        let allowed = limits.compactMap { path in
            (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
                Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }
        return allowed.reduce(Int(clamping: ProcessInfo.processInfo.physicalMemory), min)
    }
}
