internal import Foundation

/// The available memory: of the machine, or the limit of the container's control group.
enum MachineMemory {
    /// The files in which the two versions of control groups keep the limit of a container, in
    /// bytes; without a limit they contain `max`, or a number larger than any memory.
    private static let limits = [
        "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ]

    /// The available memory in bytes.
    static var bytes: Int {
        let allowed = limits.compactMap { path in
            (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
                Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }
        return allowed.reduce(Int(clamping: ProcessInfo.processInfo.physicalMemory), min)
    }
}
