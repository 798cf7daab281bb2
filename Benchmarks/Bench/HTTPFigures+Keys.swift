import Access
import Interest
import Repositories
import Service

extension HTTPFigures {
    /// `reads.http.keyed`: `reads.http` when each request has a key that is looked up, hashed and
    /// counted against a rate limit.
    static func keyed(
        users count: Int, rounds: Int, seconds: Int, uri: String
    ) async throws -> [Figure] {
        let wrk = try Wrk(connections: connections, seconds: seconds, users: count)
        return try await BenchStore.with(uri, name: "keyed") { bench in
            _ = try await bench.addReaders(count)
            let text = KeyText.random()
            let now = ServiceDependencies.systemClock()
            _ = try await bench.repositories.keys.insert(
                AccessKey(
                    name: "bench", access: [.read],
                    rate: RateLimit(count: RateLimit.countMax, per: .seconds(1)), created: now,
                    secrets: [text.secret(created: now)]))
            return try await served(bench) { open in
                try await served(bench, asks: true) { asking in
                    let body = try await wrk.body(
                        of: "/api/user/user0/interests?n=10&at=2037-01-01", port: open)
                    let duel = try await Duel.run(rounds: rounds) {
                        try await wrk.run(path, port: asking, key: text.text).rate
                    } limit: {
                        try await wrk.run(path, port: open).rate
                    }
                    return [
                        Figure(
                            "reads.http.keyed", value: duel.value, unit: "requests/s",
                            limit: duel.limit, checksum: "\(checksum(body))", size: count)
                    ]
                }
            }
        }
    }
}
