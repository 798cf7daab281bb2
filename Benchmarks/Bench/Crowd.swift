import Interest
import Repositories

/// Concurrent callers, each of which reads one user after another.
struct Crowd {
    /// The results of all callers together.
    struct Run {
        /// Reads a second.
        var rate: Double
        /// Seconds of each read.
        var latencies: [Double] = []
        /// A sum over all states.
        var checksum: Double = 0
        /// How many behaviors are folded into what was read.
        var activity: Double = 0
    }

    let callers: Int
    /// How often each user is read.
    var passes = 1

    /// Reads every user; the callers share the work.
    func read(_ users: [UserID], _ bench: BenchStore) async throws -> Run {
        let (time, parts) = try await seconds {
            try await withThrowingTaskGroup(of: (Int, Run).self) { group in
                for caller in 0..<callers {
                    group.addTask { (caller, try await read(users, caller: caller, bench)) }
                }
                var parts: [(Int, Run)] = []
                for try await part in group { parts.append(part) }
                return parts
            }
        }
        var whole = Run(rate: Double(users.count * passes) / time)
        // Add in the order of the callers, so that the sum is always the same.
        for (_, part) in parts.sorted(by: { $0.0 < $1.0 }) {
            whole.latencies += part.latencies
            whole.checksum += part.checksum
            whole.activity += part.activity
        }
        return whole
    }

    private func read(
        _ users: [UserID], caller: Int, _ bench: BenchStore
    ) async throws -> Run {
        var run = Run(rate: 0)
        for index in stride(from: caller, to: users.count * passes, by: callers) {
            let user = users[index % users.count]
            let (took, weights) = try await seconds {
                try await bench.repositories.weights.weights(of: user).weights
            }
            run.latencies.append(took)
            run.checksum += weights.states.joined().reduce(0, +)
            run.activity += Double(weights.frame.activity)
        }
        return run
    }
}
