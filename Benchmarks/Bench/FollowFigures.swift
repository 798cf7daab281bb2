import Foundation
import Interest
import Mongo
import Repositories
import Work

/// `follow` and `follow.steady`: documents that come into a collection, until they are in the log.
enum FollowFigures {
    private static let collection = "orders"
    private static let pause = Duration.milliseconds(5)

    /// How the shop inserts its documents.
    private struct Pace {
        /// The number of documents at a time.
        let batch: Int
        /// The documents per second; nil is as fast as the server takes them.
        var perSecond: Int?

        static let full = Pace(batch: 1000)
        /// What `ebb follow` must keep up with on two cores beside both servers.
        static let steady = Pace(batch: 250, perSecond: 5000)

        /// When a document is due.
        func due(_ number: Int, since start: ContinuousClock.Instant) -> ContinuousClock.Instant? {
            perSecond.map { start + .seconds(Double(number) / Double($0)) }
        }
    }

    /// Inserts documents into a collection that the real `ebb follow` follows, all on one server,
    /// and waits until each is in the log. The times are those from a batch's acknowledgement until
    /// it is in the log.
    ///
    /// `follow` inserts as fast as the server takes them. Its limit is what a plain loop needs for
    /// the writes alone: the same documents into the collection, then the same behaviors into the
    /// log, with nothing read. `follow.steady` inserts 5,000 documents a second, which are its
    /// limit. The checksum is that of the log.
    static func whole(_ amount: Bench.Amount) async throws -> [Figure] {
        let log = ImportFigures.generated(0..<amount.count)
        let orders = log.indices.map { order($0, log[$0]) }
        let expected = checksum(log)
        var (limits, full, steady) = ([Double](), Run(), Run())
        for _ in 0..<amount.rounds {
            try await BenchStore.with(amount.uri, name: "follow") { bench in
                let (time, _) = try await seconds {
                    try await insert(orders, bench, .full) { _ in }
                }
                limits.append(
                    Double(amount.count) / (time + (try ImportFigures.raw(log, bench: bench))))
            }
            for pace in [Pace.full, .steady] {
                try await BenchStore.with(amount.uri, name: "follow") { bench in
                    let run = try await followed(orders, bench, pace)
                    let found = try await bench.store.perform(
                        Find<LoggedBehavior>(Schema.behaviors, filter: .empty))
                    guard checksum(found.map(\.behavior)) == expected else {
                        throw BenchError("the log is not what the collection says")
                    }
                    if pace.perSecond == nil { full.add(run) } else { steady.add(run) }
                }
            }
        }
        return [
            Figure(
                "follow", value: Duel.median(full.speeds), unit: "documents/s",
                limit: Duel.median(limits), checksum: "\(expected)", size: amount.count
            ).timed(full.lags),
            Figure(
                "follow.steady", value: Duel.median(steady.speeds), unit: "documents/s",
                limit: Pace.steady.perSecond.map(Double.init), checksum: "\(expected)",
                size: amount.count
            ).timed(steady.lags),
        ]
    }

    /// What was measured: documents per second, and the lag of each batch in seconds.
    private struct Run {
        var speeds: [Double] = []
        var lags: [Double] = []

        mutating func add(_ other: Run) {
            speeds += other.speeds
            lags += other.lags
        }
    }

    /// A sum over behaviors in any order.
    private static func checksum(_ log: [Behavior]) -> UInt64 {
        log.reduce(into: 0) { sum, behavior in
            let text = "\(behavior.user)|\(behavior.item)|\(behavior.action)|"
            // FNV-1a, because Swift's own hashes differ in each process.
            let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
                (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            sum &+= hash &* UInt64(bitPattern: behavior.time.milliseconds | 1)
        }
    }

    private static func followed(
        _ orders: [BSON], _ bench: BenchStore, _ pace: Pace
    ) async throws -> Run {
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
        let (store, batch) = (bench.store, pace.batch)
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
        try await insert(orders, bench, pace) { _ in sent.append(.now) }
        let ends = try await watching.value
        let time = (ContinuousClock.now - began) / .seconds(1)
        return Run(
            speeds: [Double(orders.count) / time],
            lags: zip(sent, ends).map { max(0, ($1 - $0) / .seconds(1)) })
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
        _ orders: [BSON], _ bench: BenchStore, _ pace: Pace, _ sent: (Int) -> Void
    ) async throws {
        let began = ContinuousClock.now
        for start in stride(from: 0, to: orders.count, by: pace.batch) {
            let part = Array(orders[start..<min(orders.count, start + pace.batch)])
            if let due = pace.due(start + part.count, since: began) {
                try await Task.sleep(until: due, clock: .continuous)
            }
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
