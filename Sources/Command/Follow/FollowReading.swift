import Ingest
import Interest
import Mongo
import Repositories
import Work

/// Reads documents of a followed collection, counts what cannot be taken, and keeps it.
struct FollowReading: Sendable {
    let kind: DocumentReader.Kind
    let reader: DocumentReader
    let name: String
    let rejects: RejectFile?
    let watch: FollowWatch

    /// What documents say, an entry each.
    func entries(
        of documents: [CollectionSource.Document], admission: Admission,
        _ checkpoint: inout FollowCheckpoint
    ) throws -> [CollectionFollower.Entry] {
        var entries: [CollectionFollower.Entry] = []
        var bad: [[UInt8]] = []
        var known: [(id: SourceID, text: [UInt8])] = []
        checkpoint.documents += documents.count
        for document in documents {
            if let id = SourceID(document.id) {
                known.append((id, document.text))
            } else {
                checkpoint.rejected += 1
                bad.append(document.text)
                watch.rejects(
                    document.id.json,
                    "its _id has more than \(SourceID.lengthMax.grouped) bytes as JSON")
            }
        }
        let texts = known.map(\.text)
        func note<Record>(_ read: ReadDocument<Record>, _ place: Int) {
            checkpoint.passed += read.passed
            guard let reason = read.reason else { return }
            checkpoint.rejected += read.rejected
            bad.append(texts[place])
            watch.rejects(known[place].id.text, reason)
        }
        switch kind {
        case .behaviors:
            for (place, read) in try reader.behaviors(in: texts, admission: admission).enumerated()
            {
                note(read, place)
                let id = known[place].id
                let behaviors = read.records.map { part, behavior in
                    var behavior = behavior
                    behavior.event = id.event(of: name, part: part)
                    return behavior
                }
                entries.append(CollectionFollower.Entry(id: id, behaviors: behaviors))
            }
        case .items:
            for (place, read) in try reader.items(in: texts).enumerated() {
                note(read, place)
                let items = read.records.compactMap(\.record.item)
                entries.append(CollectionFollower.Entry(id: known[place].id, items: items))
            }
        }
        if let rejects, !bad.isEmpty {
            try rejects.keep(documents: bad)
            checkpoint.rejectsLength = rejects.length
        }
        return entries
    }
}
