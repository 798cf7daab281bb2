import Foundation
import Interest
package import Work

extension ProcessOwner {
    /// This process. The run begins with the moment the process started, so that another process
    /// that got its number later is not taken for it.
    package static let current: ProcessOwner = {
        let process = Int(ProcessInfo.processInfo.processIdentifier)
        let run = String(UInt64.random(in: .min ... .max), radix: 36)
        return ProcessOwner(
            host: ProcessInfo.processInfo.hostName, process: process,
            run: "\(startMark(of: process) ?? "0")-\(run)")
    }()

    /// Whether the process runs; nil where that cannot be seen from here. This one does: what it
    /// is at, whoever has it in hand knows better.
    package var isAlive: Bool? {
        guard host == Self.current.host else { return nil }
        if process == Self.current.process { return self == Self.current }
        guard let mark = Self.startMark(of: Self.current.process), mark != "0" else { return nil }
        return Self.startMark(of: process).map { run.hasPrefix($0 + "-") } ?? false
    }

    /// When a process was started, in ticks since the machine was; nil where none that lives has
    /// the number, or the system has no /proc.
    private static func startMark(of process: Int) -> String? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The name before it is in brackets, and may hold anything.
            let bracket = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[bracket...].split(separator: " ")
        // A process that was killed and that nobody waited for keeps its number, and is dead: in a
        // container nobody may ever wait for it.
        guard fields.count > 20, !["Z", "X"].contains(fields[1]) else { return nil }
        return String(fields[20])
    }
}
