internal import Synchronization

/// Ebb's own MongoDB server, which is used when no other is given.
///
///     let server = try await LocalServer.open(configuration)
///     let store = try Store(StoreConfiguration(uri: server.uri, database: "ebb"))
///     …
///     await store.close()
///     await server.close()
///
/// It runs as a replica set of one and listens on a socket in the data folder, so it cannot be
/// reached over the network. All users of a folder, in this process and in others, share one
/// server: the first one starts it, and the last one to close stops it. Users are counted by
/// kernel locks, which the kernel releases when a process is killed. A killed Ebb leaves a running
/// server, which the next Ebb finds, uses and stops. A killed server is started again by the next
/// Ebb and recovers its data.
public final class LocalServer: Sendable {
    /// What happened to the server when a user closed it.
    public enum Farewell: Sendable, Equatable {
        /// The server has stopped: this was its last user.
        case stopped
        /// Other users still use the server.
        case inUse
        /// The server did not stop in time, or could not be asked to; the next user finds it.
        case leftRunning
        /// This handle was closed before.
        case alreadyClosed
    }

    /// The URI for MongoDB clients.
    public let uri: String
    /// The server's process.
    public let pid: Int32
    /// The path of the socket on which it listens.
    public let socket: String
    /// MongoDB's version, such as `6.0.5`.
    public let version: String
    /// The absolute path of its data folder, without symbolic links.
    public let dataFolder: String
    /// Whether this call started the server; false when it was already running.
    public let startedHere: Bool

    private let shutdown: Shutdown
    /// The shared lock on `users.lock`, until closed.
    private let use: Mutex<FileLock?>

    private init(
        _ configuration: Configuration, _ found: Startup.Found, use: consuming FileLock
    ) {
        uri = found.socket.uri
        pid = found.processID
        socket = found.socket.path
        version = found.version
        dataFolder = found.folder.path
        startedHere = found.startedHere
        shutdown = Shutdown(
            folder: found.folder, socket: found.socket, limit: configuration.stopTimeout)
        self.use = Mutex(use)
    }

    /// Finds the running server of the folder, or starts it, and waits until it accepts writes.
    ///
    /// Throws when `mongod` is not found, the folder cannot be used, or the server does not start.
    /// After a cancellation it stops the server that it started, and throws
    /// ``DaemonError/Code/cancelled``.
    public static func open(
        _ configuration: Configuration
    ) async throws(DaemonError) -> LocalServer {
        let folder = try DataFolder(making: configuration.folderPath())
        let deadline = Deadline(after: configuration.startTimeout)
        let turn = try FileLock(at: folder.startLock)
        guard try await turn.exclusive(by: deadline) else {
            throw DaemonError(
                .timedOut,
                "another Ebb has been starting or stopping the server in \(folder.path) for "
                    + "\(configuration.startTimeout): try again, or see \(folder.log)")
        }
        let use = try FileLock(at: folder.usersLock)
        // Only the holder of `start.lock` takes it exclusively, and that is this process.
        guard try use.tryShared() else {
            throw DaemonError(
                .folder, "\(folder.usersLock) is locked by another program: stop that program")
        }
        var startup = try Startup(configuration, folder, by: deadline)
        let found = try await startup.run()
        return LocalServer(configuration, found, use: use)
    }

    /// Stops using the server. Its last user stops it and waits until it has stopped.
    ///
    /// Can be called more than once, and from a canceled task. A handle that is dropped without
    /// `close` is no longer a user, but leaves the server running.
    @discardableResult
    public func close() async -> Farewell {
        // A separate task, because a canceled task cannot wait.
        await Task {
            guard let use = use.withLock({ $0.take() }) else { return .alreadyClosed }
            return (try? await shutdown.leave(use)) ?? .leftRunning
        }.value
    }
}
