package import Mongo

/// The collections, and the indexes for all queries.
package enum Schema {
    package static let behaviors = "behaviors"
    package static let weights = "weights"
    package static let profiles = "profiles"
    package static let items = "items"
    package static let models = "models"
    package static let settings = "settings"
    package static let imports = "imports"
    package static let trainings = "trainings"
    /// The tombstones of erased users, and the fence that rejects their data.
    package static let forgotten = "forgotten"
    package static let jobs = "jobs"
    package static let audit = "audit"
    package static let keys = "keys"
    /// Vectors of texts.
    package static let embeddings = "embeddings"
    /// What was spent on large models, day by day.
    package static let spending = "spending"
    /// The servers that run, and those that crashed.
    package static let servers = "servers"
    /// The sources that are followed, and how far that has come.
    package static let follows = "follows"
    /// Which items each document of a followed source brought.
    package static let followedItems = "followedItems"
    /// The GridFS bucket with the arrays of models.
    package static let modelFiles = "modelfiles"
    /// The GridFS collection with the metadata of the files in that bucket.
    package static let modelFileRecords = "modelfiles.files"
    /// The GridFS collection with the bytes of the files, in parts.
    package static let modelFileParts = "modelfiles.chunks"

    /// For the log of a user in order, and the whole log user by user.
    package static let userTime = IndexSpecification(
        name: "user_time", keys: ascending("user", "time", "_id"))

    /// For the pending behaviors of a user, and for the behaviors of each fold of the user: the
    /// order in which a log is folded again.
    ///
    /// It is not partial, although it could be. In an index of pending marks only, a query for one
    /// user walks over all recently removed marks of other users, because the server keeps those
    /// for minutes and stops only at an existing entry. Here it stops at the user's own entries.
    package static let userFold = IndexSpecification(
        name: "user_fold", keys: ascending("user", "pending", "fold", "time", "_id"))

    /// For the behaviors on an item in order of time, and for all items in the log.
    package static let itemTime = IndexSpecification(
        name: "item_time", keys: ascending("item", "time", "_id"))

    /// For the newest items.
    package static let itemAge = IndexSpecification(name: "time", keys: ascending("time", "_id"))

    /// For the search of items by words.
    package static let itemWords = IndexSpecification(
        name: "words", keys: ascending("words", "_id"))

    /// For the marks of deleted items.
    package static let itemRemoved = IndexSpecification(
        name: "removed", keys: ascending("removed", "_id"),
        partialFilter: BSON { $0.append("removed", true) })

    /// Only one job of a kind runs at a time, on all servers together.
    package static let jobRunning = IndexSpecification(
        name: "kind_running", keys: ascending("kind"), unique: true,
        partialFilter: BSON { $0.append("state", "running") })

    /// For the servers with the latest start.
    package static let serverStarted = IndexSpecification(
        name: "started", keys: ascending("started", "_id"))

    /// For the history of jobs.
    package static let jobStarted = IndexSpecification(
        name: "started", keys: ascending("started", "_id"))

    /// For the newest entries, and the oldest ones, which are deleted.
    package static let auditTime = IndexSpecification(name: "time", keys: ascending("time", "_id"))

    /// The indexes of each collection, without `_id`.
    package static let indexes: [(collection: String, index: IndexSpecification)] = [
        (behaviors, userTime), (behaviors, userFold), (behaviors, itemTime), (items, itemAge),
        (items, itemWords), (items, itemRemoved),
        (jobs, jobRunning), (jobs, jobStarted), (audit, auditTime), (servers, serverStarted),
    ]

    /// An ascending key pattern or sort by `keys`.
    package static func ascending(_ keys: String...) -> BSON { keyed(keys, by: 1) }

    /// A descending sort by `keys`.
    package static func descending(_ keys: String...) -> BSON { keyed(keys, by: -1) }

    private static func keyed(_ keys: [String], by direction: Int32) -> BSON {
        BSON { document in
            for key in keys { document.append(key, direction) }
        }
    }
}
