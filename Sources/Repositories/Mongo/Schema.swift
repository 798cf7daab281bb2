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
    /// The GridFS bucket of the models' arrays.
    package static let modelFiles = "modelfiles"

    /// For a user's log in order, and the whole log user by user.
    package static let userTime = IndexSpecification(
        name: "user_time", keys: ascending("user", "time", "_id"))

    /// For what no fold has seen yet: partial, so it is empty while nothing is pending.
    package static let pending = IndexSpecification(
        name: "pending", keys: ascending("pending", "user", "time", "_id"),
        partialFilter: BSON { $0.append("pending", true) })

    /// The indexes of each collection besides `_id`.
    package static let indexes: [(collection: String, index: IndexSpecification)] = [
        (behaviors, userTime), (behaviors, pending),
    ]

    /// A key pattern or sort that ascends by `keys`.
    package static func ascending(_ keys: String...) -> BSON {
        BSON { document in
            for key in keys { document.append(key, Int32(1)) }
        }
    }
}
