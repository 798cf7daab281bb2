import Damage
import Foundation
import Interest
import Synchronization
import Testing

@testable import Ingest

/// Remembers what it was given.
private actor RecordingLog: BehaviorRepository {
    private var known: Set<Behavior> = []
    private(set) var batchSizes: [Int] = []
    private(set) var inFlightMost = 0
    private var inFlight = 0
    private var gathered: [CheckedContinuation<Void, Never>] = []
    private let gathers: Int
    private let refusesAfter: Int

    /// - Parameter gathers: how many appends must be on their way before the first may end.
    init(gathers: Int = 1, refusesAfter: Int = .max) {
        self.gathers = gathers
        self.refusesAfter = refusesAfter
    }

    func append(_ behaviors: [Behavior]) async throws(RepositoryError) -> AppendCount {
        inFlight += 1
        inFlightMost = max(inFlightMost, inFlight)
        await gather()
        inFlight -= 1
        guard batchSizes.count < refusesAfter else {
            throw RepositoryError(.unavailable, "the store is away")
        }
        batchSizes.append(behaviors.count)
        let before = known.count
        known.formUnion(behaviors)
        let inserted = known.count - before
        return AppendCount(inserted: inserted, repeated: behaviors.count - inserted)
    }

    private func gather() async {
        guard inFlightMost < gathers else {
            for waiter in gathered { waiter.resume() }
            gathered = []
            return
        }
        await withCheckedContinuation { gathered.append($0) }
    }

    func newest(
        _ limit: Int, of user: UserID, until time: Timestamp
    ) async throws(RepositoryError) -> [Behavior] { [] }

    func scan(
        until time: Timestamp, _ take: @Sendable ([Behavior]) async throws -> Bool
    ) async throws {}

    func count() async throws(RepositoryError) -> LogCount {
        LogCount(behaviors: known.count, pending: known.count)
    }
}

private actor RecordingCatalog: ItemEditor {
    private var entries: [ItemID: CatalogEntry] = [:]
    var known: [ItemID: Item] { entries.compactMapValues(\.item) }

    func apply(
        _ changes: [ItemChange]
    ) async throws(RepositoryError) -> [ItemID: ItemOutcome] {
        var outcomes: [ItemID: ItemOutcome] = [:]
        for change in changes {
            let before = entries[change.id]?.item
            entries[change.id, default: CatalogEntry(id: change.id)].apply(change)
            outcomes[change.id] = before == nil ? .added : .changed
        }
        return outcomes
    }
}

struct ImporterTests {
    static let ratings = ImportSource(
        SampleTests.folder.appending(path: "ratings.dat.gz").path)

    private func lines(_ count: Int) -> ImportSource {
        let text = (0..<count).map {
            #"{"user":"u\#($0)","item":"i","action":"click","time":\#($0)}"# + "\n"
        }
        return .bytes(Array(text.joined().utf8), name: "memory")
    }

    @Test func `the sample goes in once, and a second time adds nothing`() async throws {
        let log = RecordingLog(gathers: ImportLimits().appendsInFlight)
        let importer = Importer(.ratings)
        let steps = Mutex<[ImportProgress]>([])
        let first = try await importer.importBehaviors(
            from: Self.ratings, admission: admission, into: log
        ) { step in steps.withLock { $0.append(step) } }
        #expect(first.inserted == 100_000)
        #expect(first.repeated == 0)
        #expect(first.lines.lines == 100_000)
        #expect(first.lines.rejected == 0)
        #expect(first.bytesRead == 940_110)
        let told = steps.withLock(\.self)
        #expect(told.first?.records == 0)
        #expect(told.first?.detection.compression == .gzip)
        #expect(told.last?.fraction == 1)
        #expect(told.last?.stored == 100_000)
        #expect(zip(told, told.dropFirst()).allSatisfy { $0.bytesRead <= $1.bytesRead })
        let second = try await importer.importBehaviors(
            from: Self.ratings, admission: admission, into: log)
        #expect(second.inserted == 0)
        #expect(second.repeated == 100_000)
        let most = await log.inFlightMost
        #expect(most == ImportLimits().appendsInFlight)
        let sizes = await log.batchSizes
        #expect(sizes.max() == ImportLimits().batchRecords)
    }

    @Test func `what stood before a cut is in the store and in the report`() async throws {
        let log = RecordingLog()
        let cut = ImportSource.bytes(
            Array(gzip(CompressionTests.text).dropLast(5000)), name: "cut.gz")
        let failure = await #expect(throws: ImportFailure.self) {
            try await Importer().importBehaviors(from: cut, admission: admission, into: log)
        }
        let stored = try await log.count().behaviors
        #expect(stored > 1000)
        #expect(failure?.report.inserted == stored)
        #expect(failure?.report.lines.records == stored)
        #expect(failure?.description.hasPrefix("cut.gz is cut off") == true)
    }

    @Test func `a store that goes away ends the import with its own sentence`() async throws {
        let log = RecordingLog(refusesAfter: 3)
        let failure = await #expect(throws: ImportFailure.self) {
            try await Importer().importBehaviors(
                from: lines(20_000), admission: admission, into: log)
        }
        #expect(failure?.description == "the store is away")
        #expect(failure?.report.inserted == 3000)
        #expect((failure?.report.lines.lines ?? 0) < 20_000)
    }

    @Test func `too many bad lines stop it`() async throws {
        let log = RecordingLog()
        let options = ImportOptions {
            $0.rejectsMax = 2
            $0.format = .jsonLines
        }
        let bad = "{}\n{}\n{}\n{}\n"
        let failure = await #expect(throws: ImportFailure.self) {
            try await Importer(options).importBehaviors(
                from: .bytes(Array(bad.utf8), name: "memory"), admission: admission, into: log)
        }
        #expect((failure?.cause as? ImportError)?.code == .tooManyRejects)
        #expect(
            failure?.description == "stopped after 3 bad lines (at most 2 are allowed); "
                + "the first: line 1, byte 0: there is no user id")
    }

    @Test func `all rejects are counted and the first ten kept`() async throws {
        let bad = String(repeating: "nonsense\n", count: 30_000)
        let options = ImportOptions { $0.format = .jsonLines }
        let report = try await Importer(options).importBehaviors(
            from: .bytes(Array(bad.utf8), name: "memory"), admission: admission,
            into: RecordingLog())
        #expect(report.lines.rejects == [.malformed: 30_000])
        #expect(report.lines.firstRejects.map(\.line) == Array(1...10))
        #expect(report.inserted == 0)
    }

    @Test func `a cancelled import stops and tells what it did`() async throws {
        let log = RecordingLog()
        let source = lines(50_000)
        let task = Task {
            try await Importer().importBehaviors(from: source, admission: admission, into: log) {
                if $0.records >= 5000 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
            }
        }
        let failure = await #expect(throws: ImportFailure.self) { try await task.value }
        #expect(failure?.cause is CancellationError)
        #expect(failure?.description == "the import was stopped")
        let stored = try await log.count().behaviors
        #expect(failure?.report.inserted == stored)
        #expect(stored < 50_000)
    }

    @Test func `a read that blocks does not keep a cancelled import`() async throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "ebb-\(UUID().uuidString).fifo").path
        try #require(unsafe mkfifo(path, 0o600) == 0)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let task = Task {
            try await Importer().importBehaviors(
                from: .file(path), admission: admission, into: RecordingLog())
        }
        task.cancel()
        let failure = await #expect(throws: ImportFailure.self) { try await task.value }
        #expect(failure?.cause is CancellationError)
        // Lets the thread that waits for the pipe go.
        let writer = FileHandle(forUpdatingAtPath: path)
        try writer?.close()
    }

    @Test func `of several lines for one item the last counts`() async throws {
        let catalog = RecordingCatalog()
        let text = (0..<2500).map { #"{"id":"\#($0 % 700)","title":"t\#($0)"}"# }
        let report = try await Importer().importItems(
            from: .bytes(Array(text.joined(separator: "\n").utf8), name: "memory"), into: catalog)
        #expect(report.lines.records == 2500)
        #expect(report.inserted + report.repeated == 2500)
        let known = await catalog.known
        #expect(known.count == 700)
        #expect(known[ItemID(unchecked: "5")]?.title == "t2105")
    }
}
