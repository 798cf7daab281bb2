import Foundation
import Ingest
import Interest
import Mongo
import Repositories
import Work

// A document is read as it is now, whenever the stream says that it changed. So what is in the log
// of it is always some state that it had, each later than the one before; and because everything
// that happened behind the first place of the stream is in the stream, the last state comes.
//
//     fresh ──▶ reading ──▶ (sweeping) ──▶ changing
//       ▲        what is there, with the changes     │
// └──────────── the place is lost ─────────────┘ then sweeping takes out what went meanwhile

/// Keeps the log, or the catalog, up with a collection.
struct CollectionFollower: Sendable {
    /// How many behaviors one transaction writes, unless one document has more.
    static let behaviorsMax = 2000
    /// How often it is stored, where nothing comes, up to which moment nothing came.
    static let noteInterval = Duration.seconds(5)
    /// How many documents the layout is found by.
    static let sampleMax = 100

    let record: FollowRecord
    let plan: FollowPlan
    let follows: MongoFollowRepository
    let admission: @Sendable () async throws -> Admission
    let rejects: RejectFile?
    let watch: FollowWatch
    private var source: CollectionSource
    private let reader: DocumentReader
    private var checkpoint: FollowCheckpoint
    private var stream: CollectionSource.Changes?
    private var pages: Int64?
    private var noted = ContinuousClock.now

    init(
        _ record: FollowRecord, _ plan: FollowPlan, _ source: CollectionSource,
        follows: MongoFollowRepository, admission: @escaping @Sendable () async throws -> Admission,
        rejects: RejectFile?, watch: FollowWatch
    ) async throws {
        self.record = record
        self.plan = plan
        self.follows = follows
        self.admission = admission
        self.rejects = rejects
        self.watch = watch
        checkpoint = record.checkpoint
        let sample = try await source.sample(Self.sampleMax)
        reader = try DocumentReader(
            plan.kind, sample: sample, name: "the collection \"\(source.collection)\"",
            plan.options)
        self.source = source
        self.source.paths = reader.paths
    }

    /// Follows until the task is cancelled, or `once` everything is in the log.
    mutating func run(once: Bool) async throws {
        watch.begins(checkpoint, reader.detection)
        while true {
            try Task.checkCancellation()
            switch checkpoint.phase {
            case .fresh: try await begin()
            case .reading: try await readPage()
            case .sweeping: try await sweep()
            case .changing:
                guard try await follow(wait: CollectionSource.waitMax) else {
                    if once { return try await note(isDue: true) }
                    continue
                }
            }
        }
    }

    /// Finds the place in the stream behind which it has everything.
    private mutating func begin() async throws {
        guard let opened = try await source.open(after: nil) else {
            throw Failure("the source's change stream cannot be opened")
        }
        // What came with it is before the place, and is read with all that is there.
        stream = opened
        source.since = opened.time
        var next = checkpoint
        next.phase = .reading
        next.token = opened.token
        next.after = nil
        try await store([], next)
    }

    private mutating func readPage() async throws {
        // So that the place in the stream is not lost while a large collection is read, and so that
        // no page is older than the place.
        _ = try await follow(wait: .zero)
        guard checkpoint.phase == .reading else { return }
        let last = checkpoint.after.map { SourceID(unchecked: $0) }
        var documents: [CollectionSource.Document]
        if let cursor = pages {
            (documents, pages) = try await source.page(of: cursor)
        } else {
            (documents, pages) = try await source.documents(from: last.map { try $0.bson })
            // The page begins with the document that it should begin behind, unless that went.
            if let first = documents.first, SourceID(first.id) == last { documents.removeFirst() }
        }
        var next = checkpoint
        for document in documents.reversed() {
            guard let id = SourceID(document.id) else { continue }
            next.after = id.text
            break
        }
        let isLast = pages == 0
        if isLast {
            pages = nil
            next.after = nil
            next.phase = next.isAgain ? .sweeping : .changing
        }
        let isAgain = checkpoint.isAgain
        try await take(documents, &next) { _ in isAgain }
        if isLast { watch.hasRead(checkpoint) }
    }

    /// Takes out what the source no longer has, a part at a time.
    private mutating func sweep() async throws {
        _ = try await follow(wait: .zero)
        guard checkpoint.phase == .sweeping else { return }
        let ids = try await follows.documents(
            of: record.name, items: plan.kind == .items,
            after: checkpoint.after.map { SourceID(unchecked: $0) },
            limit: CollectionSource.batchMax)
        var next = checkpoint
        if let last = ids.last {
            let present = try await source.present(ids)
            next.after = last.text
            try await store(ids.filter { !present.contains($0) }.map { Entry(id: $0) }, next)
        } else {
            next.after = nil
            next.phase = .changing
            next.isAgain = false
            try await store([], next)
        }
    }

    /// Takes what the stream has; false if that is nothing.
    private mutating func follow(wait: Duration) async throws -> Bool {
        let asked = Timestamp.now
        let found: CollectionSource.Changes?
        if let stream, stream.cursor != 0 {
            found = try await source.more(of: stream.cursor, wait: wait)
        } else {
            found = try await source.open(after: checkpoint.token)
        }
        guard let found else {
            try await readAgain()
            return true
        }
        stream = found
        source.since = found.time ?? source.since
        var next = checkpoint
        next.token = found.token
        let isCurrent = checkpoint.phase == .changing
        if found.changes.isEmpty {
            if isCurrent { next.through = asked }
            checkpoint.token = next.token
            checkpoint.through = next.through
            try await note(isDue: false)
            return false
        }
        if isCurrent { next.through = found.changes.last?.time }
        try await take(found.changes, next)
        return true
    }

    /// Stores the place, where nothing has come for a while: else the source could forget it.
    private mutating func note(isDue: Bool) async throws {
        let now = ContinuousClock.now
        guard isDue || now - noted >= Self.noteInterval else {
            return watch.saw(checkpoint)
        }
        try await store([], checkpoint)
    }

    private mutating func readAgain() async throws {
        watch.hasLost()
        stream = nil
        pages = nil
        var next = checkpoint
        next.phase = .fresh
        next.isAgain = true
        next.token = nil
        next.after = nil
        next.through = nil
        try await store([], next)
    }

    private mutating func take(
        _ changes: [CollectionSource.Change], _ end: FollowCheckpoint
    ) async throws {
        var inserted: [SourceID: Bool] = [:]
        for change in changes {
            if case .end(let operation) = change.kind { return try await ended(by: operation) }
            guard let id = SourceID(change.id) else { continue }
            var isInsert = false
            if case .insert = change.kind { isInsert = inserted[id] == nil }
            inserted[id] = isInsert
        }
        guard !inserted.isEmpty else { return try await store([], end) }
        var gone = Set(inserted.keys)
        var (documents, cursor) = try await source.documents(Array(inserted.keys))
        while true {
            for document in documents {
                if let id = SourceID(document.id) { gone.remove(id) }
            }
            // Only the last step moves the place: until then everything comes again.
            let isLast = cursor == 0
            var next = checkpoint
            if isLast {
                next.token = end.token
                next.through = end.through
            }
            let deleted = isLast ? gone.map { Entry(id: $0) } : []
            try await take(documents, &next, and: deleted) { !(inserted[$0] ?? false) }
            if isLast { return }
            (documents, cursor) = try await source.page(of: cursor)
        }
    }

    /// The collection itself went: what it brought stays until somebody decides.
    private mutating func ended(by operation: String) async throws {
        var next = checkpoint
        next.phase = .fresh
        next.isAgain = true
        next.token = nil
        next.after = nil
        try await store([], next)
        throw Failure(
            "the collection \"\(source.collection)\" was dropped or renamed (\(operation)): what "
                + "it brought stays in the store. Follow it again when it is back, and it is read "
                + "from its beginning")
    }

    /// One document on its way to the store.
    struct Entry: Sendable {
        let id: SourceID
        var behaviors: [Behavior] = []
        var items: [Item] = []
        var mayHaveOthers = true
    }

    private mutating func take(
        _ documents: [CollectionSource.Document], _ next: inout FollowCheckpoint,
        and others: [Entry] = [], mayHaveOthers: (SourceID) -> Bool
    ) async throws {
        let reading = FollowReading(
            kind: plan.kind, reader: reader, name: record.name, rejects: rejects, watch: watch)
        var entries = try reading.entries(of: documents, admission: try await admission(), &next)
        for place in entries.indices {
            entries[place].mayHaveOthers = mayHaveOthers(entries[place].id)
        }
        try await store(entries + others, next)
    }

    /// Stores entries in transactions of bounded size, the last of which moves the checkpoint.
    private mutating func store(
        _ entries: [Entry], _ next: FollowCheckpoint
    ) async throws {
        var rest = entries[...]
        var documents = 0
        repeat {
            var (part, count) = ([Entry](), 0)
            while let entry = rest.first, part.isEmpty || count < Self.behaviorsMax {
                part.append(rest.removeFirst())
                count += entry.behaviors.count + entry.items.count + 1
            }
            documents += part.count
            let isLast = rest.isEmpty
            let done = try await write(part, isLast ? next.counting(checkpoint) : checkpoint)
            guard let done else {
                throw Failure(
                    "another process follows \"\(record.name)\" by now: see ebb follow list")
            }
            checkpoint = done
        } while !rest.isEmpty
        noted = .now
        follows.measure(record.name, lag: checkpoint.lag, documents: documents)
        watch.saw(checkpoint)
    }

    private func write(
        _ entries: [Entry], _ next: FollowCheckpoint
    ) async throws -> FollowCheckpoint? {
        if plan.kind == .items {
            return try await follows.apply(
                entries.map {
                    SourceChange(id: $0.id, records: $0.items, mayHaveOthers: $0.mayHaveOthers)
                }, next, of: record)
        }
        return try await follows.apply(
            entries.map {
                SourceChange(id: $0.id, records: $0.behaviors, mayHaveOthers: $0.mayHaveOthers)
            }, next, of: record)
    }
}

extension FollowCheckpoint {
    /// How far the log is behind the source, as far as this process knows.
    var lag: Interval? {
        through.map {
            Interval(milliseconds: max(0, Timestamp.now.milliseconds - $0.milliseconds))
        }
    }

    /// This place, with the counts of the writes on the way to it.
    func counting(_ reached: FollowCheckpoint) -> FollowCheckpoint {
        var counted = self
        counted.inserted = reached.inserted
        counted.removed = reached.removed
        counted.repeated = reached.repeated
        counted.forgotten = reached.forgotten
        counted.kept = reached.kept
        return counted
    }
}
