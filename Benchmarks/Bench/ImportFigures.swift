import Foundation
import Ingest
import Interest
import Mongo
import RawLoops
import Repositories

/// `import` and `import.parse`: import a file into the log.
enum ImportFigures {
    /// The best settings found for the raw insert on two cores.
    private static let (rawBatch, rawThreads) = (1000, 2)

    /// The number of documents that the raw loop gets at a time: they are encoded before its clock
    /// runs, and need little memory.
    private static let rawSlice = 100_000

    /// One imported file: the name of the figure, and the file extension.
    private struct Sample {
        let name: String
        let ending: String
        let format: ExportFormat
        var speeds: [Double] = []
        var inserted = 0
        var residentMegabytes = 0.0
    }

    /// Imports a generated log from a file, as gzip JSON Lines (`import`) and as plain CSV
    /// (`import.csv`), compared with a raw unordered insert of the same, already encoded documents
    /// into a collection with the same indexes.
    static func whole(_ amount: Bench.Amount) async throws -> [Figure] {
        let (count, uri) = (amount.count, amount.uri)
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-bench-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var samples = [
            Sample(name: "import", ending: "jsonl.gz", format: .jsonLines),
            Sample(name: "import.csv", ending: "csv", format: .csv),
        ]
        for sample in samples { try write(count, sample, to: folder) }
        var limits: [Double] = []
        for _ in 0..<amount.rounds {
            try await BenchStore.with(uri, name: "import") { bench in
                limits.append(Double(count) / (try raw(count, bench: bench)))
            }
            for index in samples.indices {
                let sample = samples[index]
                samples[index] = try await BenchStore.with(uri, name: "import") { bench in
                    try await measured(sample, count, in: folder, bench)
                }
            }
        }
        return samples.map { sample in
            var figure = Figure(
                sample.name, value: Duel.median(sample.speeds), unit: "behaviors/s",
                limit: Duel.median(limits), checksum: "\(sample.inserted)", size: count)
            figure.residentMegabytes = sample.residentMegabytes
            return figure
        }
    }

    private static func path(of sample: Sample, in folder: URL) -> String {
        folder.appending(path: "log.\(sample.ending)").path
    }

    private static func write(_ count: Int, _ sample: Sample, to folder: URL) throws {
        let file = try ExportFile(path(of: sample, in: folder), format: sample.format)
        for start in stride(from: 0, to: count, by: rawSlice) {
            let rows = generated(start..<min(count, start + rawSlice)).map { ExportRow($0) }
            if start == 0, let row = rows.first { try file.begin(like: row) }
            try file.write(rows)
        }
        try file.finish()
    }

    private static func measured(
        _ sample: Sample, _ count: Int, in folder: URL, _ bench: BenchStore
    ) async throws -> Sample {
        var sample = sample
        let admission = Admission(gains: .standard, now: Timestamp(seconds: 1_700_000_000))
        Resident.forgetPeak()
        let (time, report) = try await seconds {
            try await Importer().importBehaviors(
                from: .file(path(of: sample, in: folder)), admission: admission,
                into: bench.repositories.behaviors)
        }
        sample.residentMegabytes = max(sample.residentMegabytes, Resident.peakMegabytes)
        sample.inserted = report.inserted
        sample.speeds.append(Double(count) / time)
        return sample
    }

    /// A spelling of times in lines that are parsed.
    private enum TimeSpelling: String, CaseIterable {
        /// `1400000000000`
        case milliseconds = "import.parse"
        /// `2014-05-13T16:53:20Z`
        case iso = "import.parse.iso"
        /// `05/13/2014 16:53:20`
        case monthFirst = "import.parse.us"
        /// `05/13/2014 4:53:20 PM`
        case halfDays = "import.parse.us12"

        /// The time as JSON.
        func json(_ time: Timestamp) -> String {
            if self == .milliseconds { return "\(time.milliseconds)" }
            // 2014-05-13T16:53:20Z
            let text = time.description
            if self == .iso { return "\"\(text)\"" }
            let date = text.prefix(10).split(separator: "-")
            let clock = text.dropFirst(11).prefix(8)
            let day = "\(date[1])/\(date[2])/\(date[0])"
            guard self == .halfDays, let hour = Int(clock.prefix(2)) else {
                return "\"\(day) \(clock)\""
            }
            let half = hour < 12 ? "AM" : "PM"
            return "\"\(day) \((hour + 11) % 12 + 1)\(clock.dropFirst(2)) \(half)\""
        }
    }

    /// Parses lines on one core, and stores nothing: with times as numbers and in text. The limit
    /// of times with the month first is the speed with ISO 8601 in the same run.
    static func parse(_ amount: Bench.Amount) async throws -> [Figure] {
        let log = generated(0..<amount.count).map { behavior in
            var behavior = behavior
            // Whole seconds, as all spellings have them.
            behavior.time = Timestamp(seconds: behavior.time.milliseconds / 1000)
            return behavior
        }
        let admission = Admission(gains: .standard, now: Timestamp(seconds: 1_700_000_000))
        let spellings = TimeSpelling.allCases
        var speeds = spellings.map { _ in [Double]() }
        var checksums = Set<String>()
        for _ in 0..<amount.rounds {
            for (place, spelling) in spellings.enumerated() {
                let text = lines(log, spelling)
                let (time, parsed) = try await seconds {
                    try await ParseCount(
                        parsing: .bytes(text, name: "generated"), ImportOptions(),
                        admission: admission)
                }
                speeds[place].append(Double(parsed.records) / time)
                checksums.insert("\(parsed.checksum)")
            }
        }
        guard let checksum = checksums.first, checksums.count == 1 else {
            throw BenchError("the same times in other spellings are other times")
        }
        let limit = Duel.median(speeds[1])
        return zip(spellings, speeds).map { spelling, speeds in
            let isMonthFirst = spelling == .monthFirst || spelling == .halfDays
            return Figure(
                spelling.rawValue, value: Duel.median(speeds), unit: "lines/s",
                limit: isMonthFirst ? limit : nil, checksum: checksum, size: amount.count)
        }
    }

    private static func raw(_ count: Int, bench: BenchStore) throws -> Double {
        var time = 0.0
        for start in stride(from: 0, to: count, by: rawSlice) {
            time += try raw(generated(start..<min(count, start + rawSlice)), bench: bench)
        }
        return time
    }

    static func raw(_ log: [Behavior], bench: BenchStore) throws -> Double {
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

    /// Behaviors of 2,000 users on 5,000 items, a few seconds apart.
    static func generated(_ numbers: Range<Int>) -> [Behavior] {
        let actions: [Action] = [.click, .browse, .click, .purchase]
        return numbers.map { index in
            let mixed = UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15
            return Behavior(
                user: UserID(unchecked: "user\(mixed >> 40 % 2000)"),
                item: ItemID(unchecked: "item\(mixed >> 20 % 5000)"), action: actions[index & 3],
                time: Timestamp(milliseconds: 1_400_000_000_000 + Int64(index) * 1500))
        }
    }

    private static func lines(_ log: [Behavior], _ spelling: TimeSpelling) -> [UInt8] {
        var lines: [UInt8] = []
        for behavior in log {
            let line = """
                {"user":"\(behavior.user)","item":"\(behavior.item)","action":\
                "\(behavior.action)","time":\(spelling.json(behavior.time))}

                """
            lines += line.utf8
        }
        return lines
    }
}
