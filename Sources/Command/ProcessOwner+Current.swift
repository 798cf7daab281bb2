import Foundation
import Interest
package import Work

extension ProcessOwner {
    /// This process. The run id begins with the time the process started, so that a later process
    /// with the same number is not mistaken for it.
    package static let current: ProcessOwner = {
        let process = Int(ProcessInfo.processInfo.processIdentifier)
        let run = String(UInt64.random(in: .min ... .max), radix: 36)
        return ProcessOwner(
            host: ProcessInfo.processInfo.hostName, process: process,
            run: "\(startMark(of: process) ?? "0")-\(run)")
    }()

    /// Whether the process is running; nil when this machine cannot tell. The current process is
    /// always running.
    package var isAlive: Bool? {
        guard host == Self.current.host else { return nil }
        if process == Self.current.process { return self == Self.current }
        guard let mark = Self.startMark(of: Self.current.process), mark != "0" else { return nil }
        return Self.startMark(of: process).map { run.hasPrefix($0 + "-") } ?? false
    }

    /// When a process started, in clock ticks since boot; nil when no running process has the
    /// number, or the system has no /proc.
    private static func startMark(of process: Int) -> String? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The process name before it is in brackets and may contain anything.
            let bracket = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[bracket...].split(separator: " ")
        // A zombie keeps its number although it is dead; in a container it may never be reaped.
        guard fields.count > 20, !["Z", "X"].contains(fields[1]) else { return nil }
        return String(fields[20])
    }
}
