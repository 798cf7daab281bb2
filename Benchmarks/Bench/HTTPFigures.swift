import Hummingbird
import Interest
import Logging
import Metering
import Mongo
import Recommending
import Repositories
import Service

/// Measures interests over HTTP, compared with a bare server.
enum HTTPFigures {
    /// The number of concurrent connections.
    static let connections = 64
    static let path = "/api/user/user%d/interests?n=10"

    /// `reads.http`: the ten strongest interests of users with 100, nothing pending, requested by
    /// wrk over 64 connections, compared with Hummingbird's bare "Hello" in the same process by the
    /// same client.
    static func reads(
        users count: Int, rounds: Int, seconds: Int, uri: String
    ) async throws -> [Figure] {
        let wrk = try Wrk(connections: connections, seconds: seconds, users: count)
        return try await BenchStore.with(uri, name: "http") { bench in
            _ = try await bench.addReaders(count)
            try await bench.repositories.items.put(
                (0..<5000).map { number in
                    Item(id: ItemID(unchecked: "item\(number)"), title: "The Item No. \(number)")
                })
            // A time in the future, so that the answer always has the same bytes.
            let figure = try await measure(
                "reads.http", bench, asking: path, by: wrk,
                sample: "/api/user/user0/interests?n=10&at=2037-01-01", rounds: rounds)
            return [figure]
        }
    }

    /// Measures the service and the bare server in turn.
    ///
    /// - Parameters:
    ///   - path: the path, with `%d` for the number of a user.
    ///   - sample: a path whose answer is always the same and becomes the checksum.
    static func measure(
        _ name: String, _ bench: BenchStore, _ models: ServingModels = ServingModels(),
        asking path: String, by wrk: Wrk, sample: String, rounds: Int
    ) async throws -> Figure {
        try await served(bench, models) { port in
            try await serving(hello) { helloPort in
                let body = try await wrk.body(of: sample, port: port)
                var runs: [Wrk.Run] = []
                let duel = try await Duel.run(rounds: rounds) {
                    let run = try await wrk.run(path, port: port)
                    runs.append(run)
                    return run.rate
                } limit: {
                    try await wrk.run("/hello", port: helloPort).rate
                }
                var figure = Figure(
                    name, value: duel.value, unit: "requests/s", limit: duel.limit,
                    checksum: "\(checksum(body))", size: wrk.users)
                let middle = runs.sorted { $0.rate < $1.rate }[runs.count / 2]
                figure.p50Milliseconds = middle.p50Milliseconds
                figure.p99Milliseconds = middle.p99Milliseconds
                return figure
            }
        }
    }

    static func checksum(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// The service as `ebb serve` runs it, its instruments included.
    ///
    /// - Parameter asks: whether it requires a key.
    static func served<T: Sendable>(
        _ bench: BenchStore, _ models: ServingModels = ServingModels(), asks: Bool = false,
        _ body: (Int) async throws -> T
    ) async throws -> T {
        let registry = Registry(.ebb)
        let store = try Store(
            StoreConfiguration(uri: bench.uri, database: bench.database), metrics: registry)
        let repositories = MongoRepositories(store: store)
        let dependencies = ServiceDependencies(
            behaviors: repositories.behaviors, editor: repositories.behaviors,
            weights: repositories.weights, items: repositories.items,
            profiles: repositories.profiles, settings: repositories.settings,
            keys: asks ? repositories.keys : nil,
            recommendations: Recommendations(serving: models), registry: registry)
        var configuration = ServiceConfiguration()
        configuration.port = 0
        do {
            let result = try await serving(
                { listening in
                    try buildApplication(
                        dependencies, configuration: configuration, logger: logger,
                        listening: listening)
                }, body)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }

    private static func hello(
        _ listening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let router = Router(context: BasicRequestContext.self)
        router.get("hello") { _, _ in "Hello" }
        return Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { await listening($0.localAddress?.port ?? 0) }, logger: logger)
    }

    private static let logger: Logger = {
        var logger = Logger(label: "bench") { StreamLogHandler.standardError(label: $0) }
        // The server reports connections that wrk leaves open as errors.
        logger.logLevel = .critical
        return logger
    }()

    /// Runs an application while `body` runs, which receives its port.
    private static func serving<T: Sendable>(
        _ make: (@escaping @Sendable (Int) async -> Void) throws -> some ApplicationProtocol,
        _ body: (Int) async throws -> T
    ) async throws -> T {
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = try make { port.yield($0) }
        let running = Task {
            // If it cannot listen, the wait for its port ends without one.
            defer { port.finish() }
            try await application.run()
        }
        defer { running.cancel() }
        for await number in ports { return try await body(number) }
        try await running.value
        throw BenchError("a server for the figure ended before it listened")
    }
}
