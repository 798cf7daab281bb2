import Interest
import Repositories

/// Measures reads of users with pending behaviors.
enum PendingFigures {
    /// The number of pending behaviors of each user.
    private static let pending = 10

    /// `reads.pending`: 64 callers; 10 pending behaviors of each user are folded into a document of
    /// 100 interests and saved, compared with the same transaction in C for 32 users at a time.
    ///
    /// `reads.pending.never` and `reads.pending.stale`: the same without saving, so that the second
    /// read folds them again; compared with the same transaction in C, which saves.
    static func all(_ amount: Bench.Amount, _ saveBack: SaveBack) async throws -> [Figure] {
        try await BenchStore.with(amount.uri, name: "pending", saveBack: saveBack) { bench in
            let raw = RawUsers(bench: bench, users: try await bench.addReaders(amount.count))
            var day = 0
            // The behaviors of each round are new in the log, and nothing else is pending.
            func addPending() async throws {
                if saveBack != .always { _ = try await bench.repositories.weights.foldPending() }
                day += 1
                try await bench.addBehaviors(pending, of: raw.users, day: day)
            }
            func fold(threads: Int) throws -> Double {
                try raw.fold(batch: 32, threads: threads, behaviors: amount.count * pending)
                    / Double(pending)
            }
            let threads = try await RawUsers.bestThreads { threads in
                try await addPending()
                return try fold(threads: threads)
            }
            var (latencies, checksum): ([Double], Double) = ([], 0)
            let duel = try await Duel.run(rounds: amount.rounds) {
                try await addPending()
                let run = try await Crowd(callers: ReadFigures.callers).read(raw.users, bench)
                latencies += run.latencies
                checksum = run.activity
                return run.rate
            } limit: {
                try await addPending()
                return try fold(threads: threads)
            }
            let left = try await bench.repositories.behaviors.count().pending
            guard left == (saveBack == .always ? 0 : amount.count * pending) else {
                throw BenchError("\(left) behaviors are still pending")
            }
            return [
                Figure(
                    amount.name, value: duel.value, unit: "reads/s", limit: duel.limit,
                    checksum: "\(checksum)", size: amount.count
                ).timed(latencies)
            ]
        }
    }
}
