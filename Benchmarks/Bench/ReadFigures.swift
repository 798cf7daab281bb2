internal import Interest
internal import Repositories
internal import Synchronization

/// Reads of interests through the repository.
enum ReadFigures {
    /// How many read at once.
    static let callers = 64

    /// `reads.one`: one caller, nothing pending, beside a C loop on the same driver that asks the
    /// same two questions one after the other.
    static func one(users count: Int, rounds: Int, uri: String) async throws -> [Figure] {
        try await BenchStore.with(uri, name: "reads") { bench in
            let raw = RawUsers(bench: bench, users: try await bench.addReaders(count))
            var (latencies, checksum): ([Double], Double) = ([], 0)
            let duel = try await Duel.run(rounds: rounds) {
                let run = try await Crowd(callers: 1).read(raw.users, bench)
                latencies += run.latencies
                checksum = run.checksum
                return run.rate
            } limit: {
                try raw.read(threads: 1, asksBoth: true)
            }
            return [
                Figure(
                    "reads.one", value: duel.value, unit: "reads/s", limit: duel.limit,
                    checksum: "\(checksum)", size: count
                ).timed(latencies)
            ]
        }
    }

    /// `reads.many`: 64 callers, nothing pending, beside the loop of two questions a user with as
    /// many threads as suit it best; `reads.many.single`: beside the find of the document alone.
    static func many(
        _ name: String, asksBoth: Bool, users count: Int, rounds: Int, uri: String
    ) async throws -> [Figure] {
        try await BenchStore.with(uri, name: "reads") { bench in
            let raw = RawUsers(bench: bench, users: try await bench.addReaders(count))
            let threads = try await RawUsers.bestThreads {
                try raw.read(threads: $0, asksBoth: asksBoth)
            }
            var (latencies, checksum): ([Double], Double) = ([], 0)
            let duel = try await Duel.run(rounds: rounds) {
                let run = try await Crowd(callers: callers).read(raw.users, bench)
                latencies += run.latencies
                checksum = run.checksum
                return run.rate
            } limit: {
                try raw.read(threads: threads, asksBoth: asksBoth)
            }
            return [
                Figure(
                    name, value: duel.value, unit: "reads/s", limit: duel.limit,
                    checksum: "\(checksum)", size: count
                ).timed(latencies)
            ]
        }
    }

    /// `reads.pending`: 64 callers, each user's 10 pending behaviours folded into a document of
    /// 100 interests and saved back, beside the same transaction in C for 32 users at a time.
    static func pending(users count: Int, rounds: Int, uri: String) async throws -> [Figure] {
        try await BenchStore.with(uri, name: "pending") { bench in
            let raw = RawUsers(bench: bench, users: try await bench.addReaders(count))
            var day = 0
            // Each round's behaviours, new in the log.
            func addPending() async throws {
                day += 1
                try await bench.addBehaviors(10, of: raw.users, day: day)
            }
            let threads = try await RawUsers.bestThreads { threads in
                try await addPending()
                return try raw.fold(batch: 32, threads: threads, behaviors: count * 10)
            }
            var (latencies, checksum): ([Double], Double) = ([], 0)
            let duel = try await Duel.run(rounds: rounds) {
                try await addPending()
                let run = try await Crowd(callers: callers).read(raw.users, bench)
                latencies += run.latencies
                checksum = run.activity
                return run.rate
            } limit: {
                try await addPending()
                return try raw.fold(batch: 32, threads: threads, behaviors: count * 10) / 10
            }
            let left = try await bench.repositories.behaviors.count().pending
            guard left == 0 else { throw BenchError("\(left) behaviours are still pending") }
            return [
                Figure(
                    "reads.pending", value: duel.value, unit: "reads/s", limit: duel.limit,
                    checksum: "\(checksum)", size: count
                ).timed(latencies)
            ]
        }
    }
}

/// Callers who read one user after the other, all at once.
struct Crowd {
    /// What they did together.
    struct Run {
        /// Reads a second.
        var rate: Double
        /// Seconds of each read.
        var latencies: [Double] = []
        /// A sum over all states.
        var checksum: Double = 0
        /// How many behaviours are folded into what was read.
        var activity: Double = 0
    }

    let callers: Int

    /// Reads every user once, shared out among the callers.
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
        var whole = Run(rate: Double(users.count) / time)
        // In the order of the callers, so that the sum is the same each time.
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
        for index in stride(from: caller, to: users.count, by: callers) {
            let (took, weights) = try await seconds {
                try await bench.repositories.weights.weights(of: users[index]).weights
            }
            run.latencies.append(took)
            run.checksum += weights.states.joined().reduce(0, +)
            run.activity += Double(weights.frame.activity)
        }
        return run
    }
}

/// A benchmark that could not be run.
public struct BenchError: Error, CustomStringConvertible {
    /// One sentence for a person.
    public let description: String

    init(_ description: String) { self.description = description }
}
