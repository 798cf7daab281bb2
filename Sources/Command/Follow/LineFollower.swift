import Foundation
import Ingest
import Interest
import Repositories
import Work

/// Keeps the log, or the catalog, up with a file that grows, or a pipe.
///
/// The lines go the way of an import: a behavior is known by its event id or by what it says, so a
/// line that is read again after a crash adds nothing. Where to go on is stored behind each batch.
struct LineFollower: Sendable {
    /// How many lines the layout is found by.
    private static let sampleMax = 100
    /// How often a file is looked at for more.
    static let pause = Duration.milliseconds(100)

    private let record: FollowRecord
    private let plan: FollowPlan
    private let repositories: MongoRepositories
    private let admission: @Sendable () async throws -> Admission
    private let rejects: RejectFile?
    private let watch: FollowWatch
    private let lines: LiveLines
    private var reader: DocumentReader?
    private var checkpoint: FollowCheckpoint
    private var noted = ContinuousClock.now

    init(
        _ record: FollowRecord, _ plan: FollowPlan, _ repositories: MongoRepositories,
        admission: @escaping @Sendable () async throws -> Admission, rejects: RejectFile?,
        watch: FollowWatch
    ) throws {
        self.record = record
        self.plan = plan
        self.repositories = repositories
        self.admission = admission
        self.rejects = rejects
        self.watch = watch
        checkpoint = record.checkpoint
        switch plan.place {
        case .file(let path): lines = try LiveLines(file: path, from: checkpoint.file)
        default:
            lines = LiveLines.standardInput
            checkpoint.file = nil
        }
    }

    /// Follows until the task is cancelled, the pipe ends, or `once` all lines are in the store.
    mutating func run(once: Bool) async throws {
        checkpoint.phase = .changing
        watch.begins(checkpoint, nil)
        while true {
            try Task.checkCancellation()
            let asked = Timestamp.now
            let batch = try await lines.next()
            for note in batch.notes { watch.tells(note) }
            if !batch.lines.isEmpty || batch.overlong > 0 {
                try await take(batch, through: asked)
                continue
            }
            checkpoint.through = asked
            if batch.isEnd || once { return try await store(checkpoint) }
            if ContinuousClock.now - noted >= CollectionFollower.noteInterval {
                try await store(checkpoint)
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    private mutating func take(_ batch: LiveLines.Batch, through time: Timestamp) async throws {
        var next = checkpoint
        next.documents += batch.lines.count + batch.overlong
        next.rejected += batch.overlong
        next.file = batch.place
        next.through = time
        if batch.overlong > 0 {
            watch.rejects("(too long)", "a line has more bytes than a line may")
        }
        let reader = try self.reader(batch.lines)
        var bad: [[UInt8]] = []
        func note<Record>(_ read: ReadDocument<Record>, _ place: Int) {
            next.passed += read.passed
            guard let reason = read.reason else { return }
            next.rejected += read.rejected
            bad.append(batch.lines[place])
            watch.rejects(
                String(decoding: batch.lines[place].prefix(60), as: UTF8.self), reason)
        }
        switch plan.kind {
        case .behaviors:
            var behaviors: [Behavior] = []
            let read = try reader.behaviors(in: batch.lines, admission: try await admission())
            for (place, one) in read.enumerated() {
                note(one, place)
                for (part, behavior) in one.records {
                    behaviors.append(Self.distinct(behavior, part))
                }
            }
            if !behaviors.isEmpty {
                let count = try await repositories.behaviors.append(behaviors)
                next.inserted += count.inserted
                next.repeated += count.repeated
                next.forgotten += count.forgotten
            }
        case .items:
            var changes: [ItemChange] = []
            for (place, one) in try reader.items(in: batch.lines).enumerated() {
                note(one, place)
                changes += one.records.map(\.record)
            }
            for outcome in try await repositories.items.apply(changes).values {
                switch outcome {
                case .added: next.inserted += 1
                case .changed, .unchanged: next.repeated += 1
                case .removed: next.removed += 1
                case .unknown: break
                }
            }
        }
        if let rejects, !bad.isEmpty {
            try rejects.keep(documents: bad)
            next.rejectsLength = rejects.length
        }
        let count = next.documents - checkpoint.documents
        try await store(next)
        repositories.follows.measure(record.name, lag: checkpoint.lag, documents: count)
    }

    /// The records of one line must not share its event id.
    private static func distinct(_ behavior: Behavior, _ part: Int) -> Behavior {
        guard part > 0, let event = behavior.event else { return behavior }
        var behavior = behavior
        behavior.event = (try? EventID("\(event.text)/\(part + 1)")) ?? event
        return behavior
    }

    /// The layout is found by the first lines that come.
    private mutating func reader(_ lines: [[UInt8]]) throws -> DocumentReader {
        if let reader { return reader }
        let found = try DocumentReader(
            plan.kind, sample: Array(lines.prefix(Self.sampleMax)),
            name: lines.isEmpty ? "it" : record.name,
            plan.options)
        for note in found.detection.notes { watch.tells(note) }
        reader = found
        return found
    }

    private mutating func store(_ next: FollowCheckpoint) async throws {
        let done = try await repositories.follows.apply(
            [SourceChange<Behavior>](), next, of: record)
        guard let done else {
            throw Failure("another process follows \"\(record.name)\" by now: see ebb follow list")
        }
        checkpoint = done
        noted = .now
        watch.saw(checkpoint)
    }
}
