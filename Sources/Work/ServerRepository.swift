public import Interest

/// The servers of a store: which run, which were stopped, and which ended without saying so.
///
/// Each `ebb serve` writes a record when it begins, a heartbeat while it runs, and the moment at
/// which it was stopped. A record without that moment, of a process that is gone, is a crash or a
/// kill, and nobody else would tell of it.
public protocol ServerRepository: Sendable {
    /// Writes how a server stands, under its owner's run.
    func put(_ server: ServerRecord) async throws(RepositoryError)
    /// The `limit` servers that started last, the newest first.
    func newest(_ limit: Int) async throws(RepositoryError) -> [ServerRecord]
    /// Deletes the records of servers that were stopped or lost, except the newest `count`.
    func trim(keeping count: Int) async throws(RepositoryError)
}

/// One run of `ebb serve`.
public struct ServerRecord: Hashable, Sendable {
    /// How a server stands, seen from somebody who looks now.
    public enum State: String, Hashable, Sendable {
        /// Its process runs, or its last heartbeat is recent.
        case running
        /// It was stopped, and said so.
        case stopped
        /// It ended without saying so: it crashed, or was killed.
        case lost
    }

    /// The process.
    public var owner: ProcessOwner
    /// Where it listens, such as `127.0.0.1:8088`; empty until it does.
    public var address: String
    /// The version of Ebb.
    public var version: String
    /// When it began.
    public var started: Timestamp
    /// Its last heartbeat.
    public var updated: Timestamp
    /// When it was stopped; nil while it runs, and for one that was lost.
    public var stopped: Timestamp?
    /// When an operator took note that it was lost.
    public var acknowledged: Timestamp?

    /// A server that begins.
    public init(owner: ProcessOwner, address: String = "", version: String, started: Timestamp) {
        self.owner = owner
        self.address = address
        self.version = version
        self.started = started
        updated = started
    }
}

extension ServerRecord: OwnedWork {
    /// Whether the server has not said that it stopped.
    public var isUnderWay: Bool { stopped == nil }

    /// How the server stands.
    ///
    /// - Parameters:
    ///   - now: the moment of the question.
    ///   - isAlive: whether its process runs; nil where that cannot be seen from here.
    public func state(now: Timestamp, isAlive: Bool?) -> State {
        guard isUnderWay else { return .stopped }
        return isDead(now: now, isAlive: isAlive) ? .lost : .running
    }
}
