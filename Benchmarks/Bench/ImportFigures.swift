internal import Foundation
internal import Ingest
internal import Interest
internal import Mongo
internal import RawLoops
internal import Repositories

/// `import` and `import.parse`: a file into the log.
enum ImportFigures {
    /// The best of what was tried for the raw insert on two cores.
    private static let (rawBatch, rawThreads) = (1000, 2)

    /// Imports generated JSON Lines, beside a raw unordered insert of the same documents, encoded
    /// before, into a collection with the same indexes.
    static func whole(behaviors count: Int, rounds: Int, uri: String) async throws -> [Figure] {
        try await BenchStore.with(uri, name: "import") { bench in
            let log = generated(count)
            let lines = lines(log)
            var inserted = 0
            let duel = try await Duel.run(rounds: rounds) {
                try await bench.clear()
                let admission = Admission(gains: .standard, now: Timestamp(seconds: 1_700_000_000))
                let (time, report) = try await seconds {
                    try await Importer().importBehaviors(
                        from: .bytes(lines, name: "generated"), admission: admission,
                        into: bench.repositories.behaviors)
                }
                inserted = report.inserted
                return Double(count) / time
            } limit: {
                try await bench.clear()
                return Double(count) / (try raw(log, bench: bench))
            }
            return [
                Figure(
                    "import", value: duel.value, unit: "behaviors/s", limit: duel.limit,
                    checksum: "\(inserted)", size: count)
            ]
        }
    }

    /// Parses lines on one core and stores nothing.
    static func parse(behaviors count: Int) async throws -> [Figure] {
        let lines = lines(generated(count))
        let admission = Admission(gains: .standard, now: Timestamp(seconds: 1_700_000_000))
        let (time, parsed) = try await seconds {
            try await ParseCount(
                parsing: .bytes(lines, name: "generated"), ImportOptions(), admission: admission)
        }
        return [
            Figure(
                "import.parse", value: Double(parsed.records) / time, unit: "lines/s", limit: nil,
                checksum: "\(parsed.checksum)", size: count)
        ]
    }

    private static func raw(_ log: [Behavior], bench: BenchStore) throws -> Double {
        var bytes: [UInt8] = []
        var offsets = [0]
        for behavior in log {
            bytes += LoggedBehavior(behavior, key: BehaviorKey(behavior)).bson.bytes
            offsets.append(bytes.count)
        }
        let result = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe offsets.withUnsafeBufferPointer { offsets in
                unsafe raw_insert(
                    bench.uri, bench.database, Schema.behaviors,
                    raw_documents(
                        bytes: bytes.baseAddress, offsets: offsets.baseAddress, count: log.count),
                    rawBatch, Int32(rawThreads))
            }
        }
        guard result.count == log.count else {
            throw BenchError("the raw loop inserted \(result.count) of \(log.count)")
        }
        return result.seconds
    }

    /// Behaviours of 2,000 users on 5,000 items, a few seconds apart.
    private static func generated(_ count: Int) -> [Behavior] {
        let actions: [Action] = [.click, .browse, .click, .purchase]
        return (0..<count).map { index in
            let mixed = UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15
            return Behavior(
                user: UserID(unchecked: "user\(mixed >> 40 % 2000)"),
                item: ItemID(unchecked: "item\(mixed >> 20 % 5000)"), action: actions[index & 3],
                time: Timestamp(milliseconds: 1_400_000_000_000 + Int64(index) * 1500))
        }
    }

    private static func lines(_ log: [Behavior]) -> [UInt8] {
        var lines: [UInt8] = []
        for behavior in log {
            let line = """
                {"user":"\(behavior.user)","item":"\(behavior.item)","action":\
                "\(behavior.action)","time":\(behavior.time.milliseconds)}

                """
            lines += line.utf8
        }
        return lines
    }
}
