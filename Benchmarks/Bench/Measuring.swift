import Foundation

/// The memory of this process as the kernel counts it.
enum Resident {
    /// Forgets the most it has had, so that what comes next is measured; where the kernel does not
    /// let it, nothing is forgotten.
    static func forgetPeak() {
        try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    }

    /// The most it has had, in millions of bytes; 0 where the kernel does not say.
    static var peakMegabytes: Double {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return kilobytes * 1024 / 1_000_000
    }
}

/// Two ways to do the same work, measured in turn so that a machine whose speed drifts is as slow
/// for one as for the other.
struct Duel {
    /// Work a second, the median over the rounds.
    var value: Double
    /// The same of the limit.
    var limit: Double

    /// - Parameter rounds: how often each is run; each gives work done a second.
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

/// Seconds that `body` took, by a clock that never steps back.
func seconds<T>(_ body: () async throws -> T) async rethrows -> (Double, T) {
    let start = ContinuousClock.now
    let result = try await body()
    let elapsed = ContinuousClock.now - start
    return (
        Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18, result
    )
}
