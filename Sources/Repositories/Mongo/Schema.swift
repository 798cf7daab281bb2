package import Mongo

/// The collections and the indexes that every question needs.
package enum Schema {
    package static let behaviors = "behaviors"
    package static let weights = "weights"
    package static let profiles = "profiles"
    package static let items = "items"
    package static let models = "models"
    package static let settings = "settings"
    package static let imports = "imports"
    package static let trainings = "trainings"
    /// Who was erased, and the fence that keeps them out.
    package static let forgotten = "forgotten"
    package static let jobs = "jobs"
    package static let audit = "audit"
    package static let keys = "keys"
    /// Which servers run, and which ended without saying so.
    package static let servers = "servers"
    /// The GridFS bucket of the models' arrays.
    package static let modelFiles = "modelfiles"
    /// Where GridFS keeps what is known of a file of that bucket.
    package static let modelFileRecords = "modelfiles.files"
    /// Where GridFS keeps its bytes, in parts.
    package static let modelFileParts = "modelfiles.chunks"

    /// For a user's log in order, and the whole log user by user.
    package static let userTime = IndexSpecification(
        name: "user_time", keys: ascending("user", "time", "_id"))

    /// For what no fold has seen yet of a user, and for what each fold of the user took in: the
    /// order in which a log is folded anew.
    ///
    /// Not partial, though it could be. In an index of pending marks alone, whoever asks for a user
    /// walks over every mark that was lately taken off anybody, because the server keeps those for
    /// minutes and stops at nothing but an entry that is there. Here each user's own entries stop
    /// it.
    package static let userFold = IndexSpecification(
        name: "user_fold", keys: ascending("user", "pending", "fold", "time", "_id"))

    /// For what was done to an item, in order of time, and for all items that are in the log.
    package static let itemTime = IndexSpecification(
        name: "item_time", keys: ascending("item", "time", "_id"))

    /// For the newest items.
    package static let itemAge = IndexSpecification(name: "time", keys: ascending("time", "_id"))

    /// For items by the words in them.
    package static let itemWords = IndexSpecification(
        name: "words", keys: ascending("words", "_id"))

    /// For the marks of removed items.
    package static let itemRemoved = IndexSpecification(
        name: "removed", keys: ascending("removed", "_id"),
        partialFilter: BSON { $0.append("removed", true) })

    /// One job of a kind runs at a time, whichever server runs it.
    package static let jobRunning = IndexSpecification(
        name: "kind_running", keys: ascending("kind"), unique: true,
        partialFilter: BSON { $0.append("state", "running") })

    /// For the servers that started last.
    package static let serverStarted = IndexSpecification(
        name: "started", keys: ascending("started", "_id"))

    /// For the history of jobs.
    package static let jobStarted = IndexSpecification(
        name: "started", keys: ascending("started", "_id"))

    /// For the newest actions, and the oldest, which are taken away.
    package static let auditTime = IndexSpecification(name: "time", keys: ascending("time", "_id"))

    /// The indexes of each collection besides `_id`.
    package static let indexes: [(collection: String, index: IndexSpecification)] = [
        (behaviors, userTime), (behaviors, userFold), (behaviors, itemTime), (items, itemAge),
        (items, itemWords), (items, itemRemoved),
        (jobs, jobRunning), (jobs, jobStarted), (audit, auditTime), (servers, serverStarted),
    ]

    /// A key pattern or sort that ascends by `keys`.
    package static func ascending(_ keys: String...) -> BSON { keyed(keys, by: 1) }

    /// A sort that descends by `keys`.
    package static func descending(_ keys: String...) -> BSON { keyed(keys, by: -1) }

    private static func keyed(_ keys: [String], by direction: Int32) -> BSON {
        BSON { document in
            for key in keys { document.append(key, direction) }
        }
    }
}
