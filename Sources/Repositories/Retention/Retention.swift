public import Interest
internal import Mongo
internal import Synchronization

// The server's own index on time deletes what has outlived it, once a minute. The index holds what
// is folded and nothing else, so a behaviour that nobody has read yet stays, however old. It is
// the setting, too: a second copy of it could be another.

/// How long the log keeps what is folded.
public enum Retention {
    /// The index that deletes.
    static let indexName = "retention"
    /// What the server can be told, and not less than a source's clock may be wrong.
    public static let range = Interval.days(1)...Interval.seconds(Int64(Int32.max))

    static func index(_ retention: Interval) -> IndexSpecification {
        IndexSpecification(
            name: indexName, keys: Schema.ascending("time"), partialFilter: folded,
            expireAfterSeconds: retention.milliseconds / 1000)
    }

    /// What a fold has taken in.
    static var folded: BSON {
        BSON { document in document.document("fold") { $0.append("$exists", true) } }
    }
}

/// Reads the setting from the index; nil where there is none.
struct ReadRetention: Operation {
    func execute(on client: inout Client) throws(StoreError) -> Interval? {
        for index in try ListIndexes(Schema.behaviors).execute(on: &client) {
            let found = try index.read { (reader) throws(StoreError) -> Interval? in
                guard try reader.string("name") == Retention.indexName else { return nil }
                return .seconds(try reader.wholeNumber("expireAfterSeconds"))
            }
            if let found { return found }
        }
        return nil
    }
}

/// Makes, changes or drops the index.
struct SetRetention: Operation {
    let retention: Interval?

    func execute(on client: inout Client) throws(StoreError) {
        let present = try ReadRetention().execute(on: &client)
        guard present != retention else { return }
        guard let retention else {
            let drop = BSON { command in
                command.append("dropIndexes", Schema.behaviors)
                command.append("index", Retention.indexName)
            }
            _ = try RunCommand(drop).execute(on: &client)
            return
        }
        guard present != nil else {
            try CreateIndexes(Schema.behaviors, [Retention.index(retention)]).execute(on: &client)
            return
        }
        let change = BSON { command in
            command.append("collMod", Schema.behaviors)
            command.document("index") { index in
                index.append("name", Retention.indexName)
                index.append("expireAfterSeconds", retention.milliseconds / 1000)
            }
        }
        _ = try RunCommand(change).execute(on: &client)
    }
}

extension BSONReader {
    /// A number that the server gives in whatever type it likes.
    fileprivate func wholeNumber(_ key: String) throws(StoreError) -> Int64 {
        if let number = try? int64(key) { return number }
        return Int64(try double(key))
    }
}

/// The setting as it was lately, so that feedback does not ask for it each time.
final class RecentRetention: Sendable {
    /// How old it may be: another server's change reaches this one within that time.
    static let ageMax = Duration.seconds(1)

    private let kept = Mutex<(retention: Interval?, asked: ContinuousClock.Instant)?>(nil)

    func retention(in store: Store) async throws(RepositoryError) -> Interval? {
        let asked = ContinuousClock.now
        let recent = kept.withLock { $0 }
        if let recent, asked - recent.asked <= Self.ageMax { return recent.retention }
        let found = try await store.ask(ReadRetention())
        kept.withLock { $0 = (found, asked) }
        return found
    }

    func forget() { kept.withLock { $0 = nil } }
}
