import Foundation
import Interest
import Mongo
import Repositories
import Work

/// `follow`: documents that come into a collection, until they are in the log.
enum FollowFigures {
    /// How many documents the shop inserts at a time.
    private static let batch = 1000
    private static let collection = "orders"
    private static let pause = Duration.milliseconds(5)

    /// Inserts documents into a collection that the real `ebb follow` follows, all on one server,
    /// and waits until each is in the log. The limit is what a plain loop needs for the writes
    /// alone: the same documents into the collection, then the same behaviors into the log, with
    /// nothing read. The times are those from a batch's acknowledgement until it is in the log.
    static func whole(_ amount: Bench.Amount) async throws -> [Figure] {
        let log = ImportFigures.generated(0..<amount.count)
        let orders = log.indices.map { order($0, log[$0]) }
        var (speeds, limits, lags) = ([Double](), [Double](), [Double]())
        for _ in 0..<amount.rounds {
            try await BenchStore.with(amount.uri, name: "follow") { bench in
                let (time, _) = try await seconds { try await insert(orders, bench) { _ in } }
                limits.append(
                    Double(amount.count) / (time + (try ImportFigures.raw(log, bench: bench))))
            }
            try await BenchStore.with(amount.uri, name: "follow") { bench in
                speeds.append(try await followed(orders, bench, &lags))
            }
        }
        let figure = Figure(
            "follow", value: Duel.median(speeds), unit: "documents/s",
            limit: Duel.median(limits), checksum: "\(amount.count)", size: amount.count)
        return [figure.timed(lags)]
    }

    private static func followed(
        _ orders: [BSON], _ bench: BenchStore, _ lags: inout [Double]
    ) async throws -> Double {
        try await bench.store.perform(CreateCollection(collection))
        let follow = try start(bench)
        defer {
            follow.terminate()
            follow.waitUntilExit()
        }
        while try await bench.repositories.follows.record(collection)?.checkpoint.phase
            != .changing
        {
            guard follow.isRunning else { throw BenchError("ebb follow ended") }
            try await Task.sleep(for: pause)
        }
        let began = ContinuousClock.now
        let store = bench.store
        let watching = Task {
            var ends: [ContinuousClock.Instant] = []
            while ends.count * batch < orders.count {
                let count = try await store.perform(EstimatedCount(Schema.behaviors))
                while ends.count * batch < orders.count,
                    count >= min(orders.count, (ends.count + 1) * batch)
                {
                    ends.append(.now)
                }
                guard follow.isRunning else { throw BenchError("ebb follow ended") }
                try await Task.sleep(for: pause)
            }
            return ends
        }
        var sent: [ContinuousClock.Instant] = []
        try await insert(orders, bench) { _ in sent.append(.now) }
        let ends = try await watching.value
        lags += zip(sent, ends).map { max(0, ($1 - $0) / .seconds(1)) }
        return Double(orders.count) / ((ContinuousClock.now - began) / .seconds(1))
    }

    private static func start(_ bench: BenchStore) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "ebb")
        process.arguments = [
            "follow", bench.uri, "--source-database", bench.database, "--collection", collection,
            "--map", "user=customerId,item=sku,action=kind,time=createdAt", "--database", bench.uri,
            "--database-name", bench.database,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func insert(
        _ orders: [BSON], _ bench: BenchStore, _ sent: (Int) -> Void
    ) async throws {
        for start in stride(from: 0, to: orders.count, by: batch) {
            let part = Array(orders[start..<min(orders.count, start + batch)])
            _ = try await bench.store.perform(InsertMany(collection, documents: part))
            sent(start + part.count)
        }
    }

    private static func order(_ number: Int, _ behavior: Behavior) -> BSON {
        BSON { document in
            document.append("_id", Int64(number))
            document.append("customerId", behavior.user.text)
            document.append("sku", behavior.item.text)
            document.append("kind", behavior.action.text)
            document.append("createdAt", date: behavior.time.milliseconds)
            document.append("status", "paid")
        }
    }
}
