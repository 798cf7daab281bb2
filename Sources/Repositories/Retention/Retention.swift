public import Interest
internal import Mongo
internal import Synchronization

// A TTL index of the server deletes old behaviors, once a minute. The index contains only folded
// behaviors, so one that is not folded yet is kept, however old. The index is also the setting: a
// second copy could differ from it.

/// How long the log keeps folded behaviors.
public enum Retention {
    /// The name of the TTL index.
    static let indexName = "retention"
    /// The allowed values: at most the server's limit, at least the error of a source's clock.
    public static let range = Interval.days(1)...Interval.seconds(Int64(Int32.max))

    static func index(_ retention: Interval) -> IndexSpecification {
        IndexSpecification(
            name: indexName, keys: Schema.ascending("time"), partialFilter: folded,
            expireAfterSeconds: retention.milliseconds / 1000)
    }

    /// The filter for folded behaviors.
    static var folded: BSON {
        BSON { document in document.document("fold") { $0.append("$exists", true) } }
    }
}

/// Reads the setting from the index; nil when there is no index.
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

/// Creates, changes or drops the index.
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
    /// A number that the server may return in any number type.
    fileprivate func wholeNumber(_ key: String) throws(StoreError) -> Int64 {
        if let number = try? int64(key) { return number }
        return Int64(try double(key))
    }
}

/// A cache of the setting, so that feedback does not read it each time.
final class RecentRetention: Sendable {
    /// The maximum age: a change on another server reaches this one within that time.
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
