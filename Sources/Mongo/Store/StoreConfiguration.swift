/// Where the database is, and every limit on talking to it.
///
/// What the URI says of a time-out, a write concern or a name wins over what stands
/// here: it is what the person who runs Ebb wrote. Printing a configuration
/// shows no password.
public struct StoreConfiguration: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// A MongoDB URI, which may hold credentials.
    public var uri: String
    /// The database that all collections are in.
    public var database: String
    /// How many lanes (serial queue and client) interactive operations have: how many of them can
    /// be under way at once.
    public var lanes = 4
    /// How many lanes background operations have.
    public var backgroundLanes = 2
    /// How many lanes maintenance has.
    public var maintenanceLanes = 1
    /// How many operations of one class may wait for a lane; one more is refused as busy.
    public var waitersMax = 1024
    /// How long to look for a server that can serve.
    public var serverSelectionTimeout: Duration = .seconds(5)
    /// How long a connection may take to come about.
    public var connectTimeout: Duration = .seconds(5)
    /// How long the server may stay silent in an answer. Bounds whatever no other time bounds.
    public var socketTimeout: Duration = .seconds(120)
    /// How long the server may work on one command, and wait for a majority to have a write.
    public var operationTimeout: Duration = .seconds(30)
    /// How long a transaction may be tried again.
    public var transactionTimeout: Duration = .seconds(20)
    /// How often a transaction may be run, its first time included.
    public var transactionAttemptsMax = 100
    /// What the server's log calls this program; 128 bytes at most.
    public var appName = "ebb"

    /// Takes the two that have no default.
    public init(uri: String, database: String) {
        self.uri = uri
        self.database = database
    }

    /// The URI without what stands before the `@`, for messages.
    public var address: String { Credentials(uri: uri).uriWithout }

    /// Address, database and lanes, without the password.
    public var description: String { "\(address), database \(database), \(lanes) lanes" }

    /// How many lanes a class of operations has.
    func lanes(of work: LaneClass) -> Int {
        switch work {
        case .interactive: lanes
        case .background: backgroundLanes
        case .maintenance: maintenanceLanes
        }
    }

    /// The lanes of all classes.
    var lanesInAll: Int { LaneClass.allCases.reduce(0) { $0 + lanes(of: $1) } }

    /// The same as the description, so that no debugger's print shows the password.
    public var debugDescription: String { description }
}

extension StoreConfiguration: CustomReflectable {
    /// Shows the address in place of the URI, so that `dump` prints no password.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: ["address": address, "database": database, "lanes": lanes]
                as KeyValuePairs<String, Any>)
    }
}

/// The part of a URI that must never be printed.
struct Credentials {
    /// `name:password`, empty where there is none.
    private let userInfo: Substring
    let uriWithout: String

    init(uri: String) {
        let start = uri.range("://").map(\.upperBound) ?? uri.startIndex
        // The last `@`: a password should be percent-encoded, and often is not.
        guard let at = uri[start...].lastIndex(of: "@") else {
            userInfo = ""
            uriWithout = uri
            return
        }
        userInfo = uri[start..<at]
        uriWithout = String(uri[..<start] + uri[uri.index(after: at)...])
    }

    /// Whether a text would give the credentials, or a part of them, away.
    func appear(in text: String) -> Bool {
        guard !userInfo.isEmpty else { return false }
        return userInfo.split(separator: ":").contains { text.range(String($0)) != nil }
    }
}

extension String {
    /// Where `part` first stands.
    fileprivate func range(_ part: String) -> Range<Index>? {
        self[...].ranges(of: part).first
    }
}
