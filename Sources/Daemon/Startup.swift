internal import Mongo

/// Starts the server of a data folder and waits until it accepts writes.
///
///     server.lock is free?  →  start mongod, which then holds it
///     the socket accepts connections?  →  hello
///     not a member of its set?  →  initiate, or reconfigure after a move
///     primary?  →  done; else try again, until the deadline
///
/// Runs while holding `start.lock`. Each round checks everything again, so it does not matter who
/// started the server, whether an Ebb was killed halfway, or whether the server dies meanwhile.
struct Startup {
    /// A server that accepts writes.
    struct Found {
        let folder: DataFolder
        let socket: SocketPath
        let processID: Int32
        let version: String
        let startedHere: Bool
    }

    let configuration: LocalServer.Configuration
    let folder: DataFolder
    let socket: SocketPath
    let deadline: Deadline

    private var child: Child?
    private var logStart: UInt64 = 0
    /// Why the last round did not succeed.
    private var obstacle = "it does not accept connections"

    init(
        _ configuration: LocalServer.Configuration, _ folder: DataFolder, by deadline: Deadline
    ) throws(DaemonError) {
        self.configuration = configuration
        self.folder = folder
        self.deadline = deadline
        socket = try SocketPath(of: folder)
    }

    /// Starts the server, or finds it running.
    ///
    /// After an error or a cancellation, a server that was started here is asked to stop. After a
    /// timeout it keeps running: the next Ebb finds it at a later stage of its start.
    mutating func run() async throws(DaemonError) -> Found {
        let replica = try self.replica()
        do {
            let found = try await bringUp(replica)
            await replica.store.close()
            return found
        } catch {
            await replica.store.close()
            if error.code != .timedOut { child?.terminate() }
            throw error
        }
    }

    private mutating func bringUp(_ replica: Replica) async throws(DaemonError) -> Found {
        while true {
            try startIfDead()
            if let listener = Listener(at: socket.path),
                let version = try await advance(replica)
            {
                return Found(
                    folder: folder, socket: socket, processID: listener.processID,
                    version: version, startedHere: child?.processID == listener.processID)
            }
            if deadline.hasPassed { throw late }
            try await deadline.pause()
        }
    }

    private func replica() throws(DaemonError) -> Replica {
        var settings = StoreConfiguration(uri: socket.uri, database: "admin")
        settings.lanes = 1
        settings.serverSelectionTimeout = .seconds(1)
        settings.operationTimeout = configuration.startTimeout
        do { return Replica(store: try Store(settings), socket: socket) } catch {
            throw DaemonError(.failed, error.message)
        }
    }

    /// Starts a server unless one is running; throws when the one started here has died.
    private mutating func startIfDead() throws(DaemonError) {
        let lock = try FileLock(at: folder.serverLock)
        guard try lock.tryExclusive() else { return }
        if let child, child.hasEnded() {
            let reason = ServerLog(folder: folder).reason(since: logStart)
            throw DaemonError(
                .failed,
                "Ebb's own MongoDB server in \(folder.path) failed to start: \(reason) (its log "
                    + "is \(folder.log))")
        }
        try folder.requireFree(configuration.freeBytesMin)
        let finder = Finder(environment: configuration.environment, dataFolder: folder.path)
        let mongod = try finder.mongod(named: configuration.mongod)
        let log = ServerLog(folder: folder)
        log.rotate()
        logStart = log.position
        child = try Child(
            mongod, configuration.arguments(folder, socket: socket),
            environment: configuration.environment, output: folder.output, holding: lock)
    }

    private mutating func advance(_ replica: Replica) async throws(DaemonError) -> String? {
        do { return try await replica.advance() } catch {
            // The server may be starting or stopping, so this error may be temporary.
            obstacle = error.message
            return nil
        }
    }

    private var late: DaemonError {
        let pid = Listener(at: socket.path).map { " (process \($0.processID))" } ?? ""
        return DaemonError(
            .timedOut,
            "Ebb's own MongoDB server in \(folder.path)\(pid) is not ready after "
                + "\(configuration.startTimeout): \(obstacle); try again, or see \(folder.log)")
    }
}
