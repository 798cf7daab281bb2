import Interest
import Repositories

/// `fold`: folds all pending behaviors into new documents, 20 behaviors for each user.
enum FoldFigures {
    /// Compares with the same transaction in C for 500 users at a time, with the best number of
    /// threads. The latency is the time of one fold.
    static func all(_ amount: Bench.Amount) async throws -> [Figure] {
        let count = amount.count
        return try await BenchStore.with(amount.uri, name: "fold") { bench in
            let raw = RawUsers(bench: bench, users: BenchStore.users(count))
            let behaviors = count * 20
            // Start again with the same log and nothing folded.
            func refill() async throws {
                try await bench.clear()
                try await bench.addBehaviors(20, of: raw.users, day: 0)
            }
            let threads = try await RawUsers.bestThreads { threads in
                try await refill()
                return try raw.fold(batch: 500, threads: threads, behaviors: behaviors)
            }
            let duel = try await Duel.run(rounds: amount.rounds) {
                try await refill()
                let (time, report) = try await seconds {
                    try await bench.repositories.weights.foldPending()
                }
                guard report.behaviors == behaviors, report.users == count else {
                    throw BenchError("\(report.behaviors) of \(behaviors) behaviors were folded")
                }
                return Double(behaviors) / time
            } limit: {
                try await refill()
                return try raw.fold(batch: 500, threads: threads, behaviors: behaviors)
            }
            let check = try await Crowd(callers: 8).read(raw.users, bench)
            return [
                Figure(
                    amount.name, value: duel.value, unit: "behaviors/s", limit: duel.limit,
                    checksum: "\(check.checksum)", size: behaviors)
            ]
        }
    }
}
