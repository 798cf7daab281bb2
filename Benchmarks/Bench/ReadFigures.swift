import Interest
import Repositories
import Synchronization

/// Measures reads of interests through the repository.
enum ReadFigures {
    /// The number of concurrent callers.
    static let callers = 64

    /// How often a round of `reads.many` reads all users: a round must be long compared with the
    /// start and the end of its callers.
    static let passes = 4

    /// `reads.one`: one caller, nothing pending, compared with a C loop on the same driver that
    /// sends the same two queries one after another.
    static func one(_ amount: Bench.Amount) async throws -> [Figure] {
        try await compare(amount, callers: 1, passes: 1, asksBoth: true) { _ in 1 }
    }

    /// `reads.many`: 64 callers, nothing pending, compared with the loop of two queries for each
    /// user, with the best number of threads. `reads.many.single` is compared with the find of the
    /// document alone. Their latencies are compared with those of the same loop with one thread for
    /// each caller.
    static func many(_ amount: Bench.Amount, asksBoth: Bool) async throws -> [Figure] {
        try await compare(amount, callers: callers, passes: passes, asksBoth: asksBoth) { raw in
            try await RawUsers.bestThreads {
                try raw.read(threads: $0, passes: passes, asksBoth: asksBoth).rate
            }
        }
    }

    private static func compare(
        _ amount: Bench.Amount, callers: Int, passes: Int, asksBoth: Bool,
        threads: (RawUsers) async throws -> Int
    ) async throws -> [Figure] {
        try await BenchStore.with(amount.uri, name: "reads") { bench in
            let raw = RawUsers(bench: bench, users: try await bench.addReaders(amount.count))
            let threads = try await threads(raw)
            var (latencies, limits): ([Double], [Double]) = ([], [])
            var checksum = 0.0
            let duel = try await Duel.run(rounds: amount.rounds) {
                let run = try await Crowd(callers: callers, passes: passes).read(raw.users, bench)
                latencies += run.latencies
                checksum = run.checksum
                return run.rate
            } limit: {
                limits += try raw.read(threads: callers, passes: passes, asksBoth: asksBoth)
                    .latencies
                return try raw.read(threads: threads, passes: passes, asksBoth: asksBoth).rate
            }
            return [
                Figure(
                    amount.name, value: duel.value, unit: "reads/s", limit: duel.limit,
                    checksum: "\(checksum)", size: amount.count
                ).timed(latencies, limits: limits)
            ]
        }
    }
}

/// The error of a benchmark that cannot run.
struct BenchError: Error, CustomStringConvertible {
    /// One sentence for people.
    let description: String

    init(_ description: String) { self.description = description }
}
