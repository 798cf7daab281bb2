public import Interest
public import Logging
public import ServiceLifecycle
internal import Synchronization
public import Work

/// Keeps this server's record in the store, so that an operator sees which servers run, and which
/// ended without saying so.
///
/// As a service it writes a heartbeat every ``interval``. The record says that the server was
/// stopped only after ``leave()``; a crash or a kill leaves it open, which is how others find out.
///
/// Cost: one replacement by `_id` per heartbeat.
public final class ServerPresence: ServiceLifecycle.Service {
    /// How many records of earlier servers are kept.
    public static let recordsKept = 100
    /// The time between two heartbeats: well under `ProcessOwner.silenceMax`.
    public static let interval = Duration.seconds(10)

    private let repository: any ServerRepository
    private let isAlive: @Sendable (ProcessOwner) -> Bool?
    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    private let pause: @Sendable (Duration) async throws -> Void
    private let state: Mutex<ServerRecord>

    /// - Parameters:
    ///   - isAlive: whether a process runs; nil where that cannot be seen from here.
    ///   - pause: waits; tests have a clock of their own.
    public init(
        _ repository: any ServerRepository, owner: ProcessOwner, version: String,
        isAlive: @escaping @Sendable (ProcessOwner) -> Bool?,
        now: @escaping @Sendable () -> Timestamp = ServiceDependencies.systemClock,
        logger: Logger,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.repository = repository
        self.isAlive = isAlive
        self.now = now
        self.logger = logger
        self.pause = pause
        state = Mutex(ServerRecord(owner: owner, version: version, started: now()))
    }

    /// Writes the record, and warns of servers that were lost and that nobody has acknowledged.
    public func begin() async throws(RepositoryError) {
        for server in try await lost() {
            logger.warning(
                """
                the server at \(server.address) (process \(server.owner.process) on \
                \(server.owner.host)) crashed or was killed after \(server.updated): see its log, \
                then run ebb doctor --fix
                """)
        }
        try await repository.put(state.withLock(\.self))
        try await repository.trim(keeping: Self.recordsKept)
    }

    /// Adds the address, which is known once the server listens.
    public func listens(at address: String) async {
        await write { $0.address = address }
    }

    /// Writes heartbeats until the server stops.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do { try await pause(Self.interval) } catch { return }
                await write { _ in }
            }
        }
    }

    /// Writes that the server was stopped.
    public func leave() async {
        await write { [now] in $0.stopped = now() }
    }

    /// The servers of the store, the newest first, and how each stands.
    func servers() async throws(RepositoryError) -> [(ServerRecord, ServerRecord.State)] {
        let time = now()
        return try await repository.newest(Self.recordsKept).map {
            ($0, $0.state(now: time, isAlive: isAlive($0.owner)))
        }
    }

    /// Servers that were lost, and that nobody has acknowledged.
    private func lost() async throws(RepositoryError) -> [ServerRecord] {
        try await servers().filter { $1 == .lost && $0.acknowledged == nil }.map(\.0)
    }

    /// A store that is away must not stop a server: the next heartbeat tries again.
    private func write(_ change: @Sendable (inout ServerRecord) -> Void) async {
        let record = state.withLock { record in
            record.updated = now()
            change(&record)
            return record
        }
        do {
            try await repository.put(record)
        } catch {
            logger.warning("the server's heartbeat cannot be written: \(error.code)")
        }
    }
}
