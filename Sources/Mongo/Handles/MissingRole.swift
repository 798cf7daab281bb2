/// The role that a user lacks, as a refusal for lack of rights gives it away.
///
/// MongoDB says which command it refused, and no more: `not authorized on ebb to execute command
/// { find: "weights", … }`. Atlas says `user is not allowed to do action [find] on [ebb.weights]`.
struct MissingRole: Hashable {
    /// The role's name, one of those that every server has.
    let role: String
    /// The database in which the role is needed.
    let database: String

    /// Reads a server's words; nil where they name no command.
    init?(_ words: String) {
        let command: Substring
        if let (database, rest) = words.split("not authorized on ", " to execute command { ") {
            self.database = String(database)
            command = rest.prefix { $0 != ":" }
        } else if let (action, rest) = words.split("not allowed to do action [", "] on [") {
            database = String(rest.prefix { $0 != "." && $0 != "]" })
            command = action
        } else {
            return nil
        }
        role = Self.roles[String(command)] ?? "readWrite"
    }

    /// The sentence's end.
    var text: String { "the role \(role) on the database \(database)" }

    /// What Ebb asks beyond reading and writing, and who may do it.
    private static let roles: [String: String] = [
        "collMod": "dbAdmin", "validate": "dbAdmin", "dropDatabase": "dbAdmin",
        "serverStatus": "clusterMonitor", "replSetGetStatus": "clusterMonitor",
        "hostInfo": "clusterMonitor", "getParameter": "clusterMonitor",
        "setParameter": "clusterManager", "replSetInitiate": "clusterManager",
    ]
}

extension String {
    /// What stands between two texts, and what stands behind the second.
    fileprivate func split(_ first: String, _ second: String) -> (Substring, Substring)? {
        guard let start = self[...].ranges(of: first).first,
            let end = self[start.upperBound...].ranges(of: second).first
        else { return nil }
        return (self[start.upperBound..<end.lowerBound], self[end.upperBound...])
    }
}
