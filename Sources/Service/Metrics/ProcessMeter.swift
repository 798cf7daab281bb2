internal import CoreMetrics
internal import Foundation

/// What the kernel says of this process, under the names that Prometheus' own clients use.
struct ProcessMeter {
    private let resident: Meter

    init(_ metrics: any MetricsFactory) {
        resident = Meter(label: "process_resident_memory_bytes", factory: metrics)
    }

    /// Asks the kernel; where it does not say, the last answer stands.
    func look() {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return }
        resident.set(pages * Int(sysconf(Int32(_SC_PAGESIZE))))
    }
}
