import Foundation

/// The memory of this process, as counted by the kernel.
enum Resident {
    /// Resets the maximum, so that the next one is measured; does nothing when the kernel does not
    /// allow it.
    static func forgetPeak() {
        try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    }

    /// The maximum resident memory in millions of bytes; 0 when it is unknown.
    static var peakMegabytes: Double {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return kilobytes * 1024 / 1_000_000
    }
}

/// Compares two ways to do the same work. They are measured in turn, so that changes in the speed
/// of the machine affect both.
struct Duel {
    /// The work per second, as the median over the rounds.
    var value: Double
    /// The work per second of the limit, as the median over the rounds.
    var limit: Double

    /// - Parameter rounds: the number of runs of each side, which return work per second.
    static func run(
        rounds: Int, ours: () async throws -> Double, limit: () async throws -> Double
    ) async throws -> Duel {
        var (values, limits): ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            limits.append(try await limit())
            values.append(try await ours())
        }
        return Duel(value: median(values), limit: median(limits))
    }

    static func median(_ numbers: [Double]) -> Double {
        numbers.sorted()[numbers.count / 2]
    }
}

/// The duration of `body` in seconds, by a monotonic clock.
func seconds<T>(_ body: () async throws -> T) async rethrows -> (Double, T) {
    let start = ContinuousClock.now
    let result = try await body()
    let elapsed = ContinuousClock.now - start
    return (
        Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18, result
    )
}
