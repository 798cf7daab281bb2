public import Interest
package import Mongo
public import Work

/// The import journal in MongoDB: the collection `imports`.
public struct MongoImportRepository: ImportRepository {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// The entry of an import.
    public func entry(_ id: String) async throws(RepositoryError) -> ImportEntry? {
        let filter = BSON { $0.append("_id", id) }
        return try await store.ask(FindOne<ImportDocument>(Schema.imports, filter: filter))?.entry
    }

    /// Replaces the entry of `run`.
    public func put(
        _ entry: ImportEntry, over run: String?
    ) async throws(RepositoryError) -> Bool {
        let document = ImportDocument(entry: entry).bson
        guard let run else {
            let report = try await store.ask(InsertMany(Schema.imports, documents: [document]))
            return report.inserted == 1
        }
        let filter = BSON { filter in
            filter.append("_id", entry.id)
            filter.append("run", run)
        }
        let replace = ReplaceOne(Schema.imports, filter: filter, replacement: document)
        return try await store.ask(replace).matched == 1
    }

    /// The latest imports.
    public func newest(_ limit: Int) async throws(RepositoryError) -> [ImportEntry] {
        try await newest(limit, .empty)
    }

    /// The latest imports of a content, by a scan of the journal, which is small.
    public func entries(
        ofContent content: String, limit: Int
    ) async throws(RepositoryError) -> [ImportEntry] {
        try await newest(limit, BSON { $0.append("content", content) })
    }

    private func newest(
        _ limit: Int, _ filter: BSON
    ) async throws(RepositoryError) -> [ImportEntry] {
        guard limit > 0 else { return [] }
        let sort = BSON { sort in
            sort.append("started", Int32(-1))
            sort.append("_id", Int32(1))
        }
        let options = FindOptions(sort: sort, limit: limit)
        let find = Sift<ImportDocument>(Schema.imports, filter: filter, options: options)
        return try await store.ask(find).documents().map(\.entry)
    }
}

// {_id: digest, source, kind, state, host, process, run, started, updated, rejectsPath?, sent?,
//  content?, reading?: [flag], position, lines, records, blank, header, continued, siblings?,
//  rejects: [{reason, count}], passed: as rejects, rejectsLength, inserted, repeated}

/// An import, as stored in the journal.
struct ImportDocument: BSONDecodable {
    private(set) var entry: ImportEntry

    init(entry: ImportEntry) { self.entry = entry }

    var bson: BSON {
        BSON { document in
            document.append("_id", entry.id)
            document.append("source", entry.source)
            document.append("kind", entry.kind)
            document.append("state", entry.state.rawValue)
            document.append(owner: entry.owner)
            document.append("started", date: entry.started.milliseconds)
            document.append("updated", date: entry.updated.milliseconds)
            if let path = entry.rejectsPath { document.append("rejectsPath", path) }
            if entry.hasSent { document.append("sent", true) }
            if let content = entry.content { document.append("content", content) }
            if let reading = entry.reading {
                document.array("reading") { list in
                    for flag in reading { list.append(flag) }
                }
            }
            for (name, field) in Self.counts {
                document.append(name, Int64(entry.mark[keyPath: field]))
            }
            document.append("siblings", Int64(entry.mark.siblings))
            for (name, reasons) in Self.reasons {
                document.array(name) { list in
                    let counts = entry.mark[keyPath: reasons]
                    for (reason, count) in counts.sorted(by: { $0.key < $1.key }) {
                        list.document { line in
                            line.append("reason", reason)
                            line.append("count", Int64(count))
                        }
                    }
                }
            }
        }
    }

    init(reading document: borrowing BSONReader) throws(StoreError) {
        var mark = ImportCheckpoint()
        for (name, field) in Self.counts {
            mark[keyPath: field] = Int(try document.int64(name))
        }
        // Entries of earlier versions have none.
        if try document.has("siblings") { mark.siblings = Int(try document.int64("siblings")) }
        for (name, reasons) in Self.reasons where try document.has(name) {
            try document.forEachDocument(in: name) { line throws(StoreError) in
                mark[keyPath: reasons][try line.string("reason")] = Int(try line.int64("count"))
            }
        }
        entry = ImportEntry(
            id: try document.string("_id"), source: try document.string("source"),
            kind: try document.string("kind"),
            // An unknown state, from a later version, must not count as done.
            state: ImportEntry.State(rawValue: try document.string("state")) ?? .failed,
            owner: try ProcessOwner(reading: document),
            started: Timestamp(milliseconds: try document.date("started")),
            updated: Timestamp(milliseconds: try document.date("updated")),
            rejectsPath: try document.optionalString("rejectsPath"), mark: mark)
        entry.content = try document.optionalString("content")
        entry.hasSent = try document.has("sent")
        if try document.has("reading") { entry.reading = try document.strings("reading") }
    }

    private typealias Reasons = any WritableKeyPath<ImportCheckpoint, [String: Int]> & Sendable
    // Entries of earlier versions have no `passed`.
    private static let reasons: [(name: String, field: Reasons)] = [
        ("rejects", \.rejects), ("passed", \.passed),
    ]
    private typealias Field = any WritableKeyPath<ImportCheckpoint, Int> & Sendable
    private static let counts: [(name: String, field: Field)] = [
        ("position", \.position), ("lines", \.lines), ("records", \.records), ("blank", \.blank),
        ("header", \.header), ("continued", \.continued), ("rejectsLength", \.rejectsLength),
        ("inserted", \.inserted), ("repeated", \.repeated),
    ]
}
