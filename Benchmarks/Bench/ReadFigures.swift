internal import Interest
internal import RawLoops
internal import Repositories

/// `reads.one`: one caller reads interests through the repository, nothing pending.
enum ReadFigures {
    /// Beside a C loop on the same driver that asks the same two questions one after the other.
    static func one(users count: Int, rounds: Int, uri: String) async throws -> [Figure] {
        try await BenchStore.with(uri, name: "reads") { bench in
            let users = try await bench.addReaders(count)
            var (latencies, checksum): ([Double], Double) = ([], 0)
            let duel = try await Duel.run(rounds: rounds) {
                checksum = 0
                let (time, _) = try await seconds {
                    for user in users {
                        let (took, weights) = try await seconds {
                            try await bench.repositories.weights.weights(of: user).weights
                        }
                        latencies.append(took)
                        checksum += weights.states.joined().reduce(0, +)
                    }
                }
                return Double(count) / time
            } limit: {
                let raw = try raw(users, bench: bench)
                return Double(count) / raw.seconds
            }
            return [
                Figure(
                    "reads.one", value: duel.value, unit: "reads/s", limit: duel.limit,
                    checksum: "\(checksum)", size: count
                ).timed(latencies)
            ]
        }
    }

    private static func raw(
        _ users: [UserID], bench: BenchStore
    ) throws -> (seconds: Double, checksum: Double) {
        let names: [CChar] = users.map { $0.text.utf8CString }.joined().map(\.self)
        let raw = unsafe raw_read_both(bench.uri, bench.database, names, users.count, 1, nil)
        guard raw.count == users.count else {
            throw BenchError("the raw loop read \(raw.count) of \(users.count) documents")
        }
        return (raw.seconds, raw.checksum)
    }
}

/// A benchmark that could not be run.
public struct BenchError: Error, CustomStringConvertible {
    /// One sentence for a person.
    public let description: String

    init(_ description: String) { self.description = description }
}
