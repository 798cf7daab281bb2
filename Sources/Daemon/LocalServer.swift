internal import Synchronization

/// Ebb's own MongoDB server, for whoever gives no other.
///
///     let server = try await LocalServer.open(configuration)
///     let store = try Store(StoreConfiguration(uri: server.uri, database: "ebb"))
///     …
///     await store.close()
///     await server.close()
///
/// It runs as a replica set of one and listens on a socket in the data folder, so nobody
/// on the network reaches it. All users of a folder, in this process and in others, share one
/// server: the first starts it, the last to close stops it. Who is a user is known by
/// locks of the kernel's, which vanish with a killed process. So an Ebb that is killed
/// leaves a running server, which the next one finds, uses and stops at last; and a
/// server that is killed is started again by the next one, which recovers its data.
public final class LocalServer: Sendable {
    /// What became of the server when a user left.
    public enum Farewell: Sendable, Equatable {
        /// It has stopped: this was its last user.
        case stopped
        /// Others use it still.
        case inUse
        /// It did not stop in its time, or could not be asked to; the next user finds it.
        case leftRunning
        /// This handle had been closed before.
        case alreadyClosed
    }

    /// What a MongoDB client connects to.
    public let uri: String
    /// The server's process.
    public let pid: Int32
    /// The socket it listens on.
    public let socket: String
    /// MongoDB's version, such as `6.0.5`.
    public let version: String
    /// Where its data is, absolute and without symbolic links.
    public let dataFolder: String
    /// Whether this call started it; false when it was running already.
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

    /// Finds the folder's server running, or starts it, and waits until it can be written to.
    ///
    /// Throws when there is no `mongod`, the folder is no good, or the server does not
    /// come up; and ``DaemonError/Code/cancelled``, having stopped what it started.
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
        // Only who holds `start.lock` asks for it exclusively, and that is us.
        guard try use.tryShared() else {
            throw DaemonError(
                .folder, "\(folder.usersLock) is locked by a program that is not Ebb: end it")
        }
        var startup = try Startup(configuration, folder, by: deadline)
        let found = try await startup.run()
        return LocalServer(configuration, found, use: use)
    }

    /// Stops using the server; its last user stops it, waiting until it has stopped.
    ///
    /// May be called again and from a cancelled task. A handle that is merely dropped
    /// is no user any more either, but leaves the server running.
    @discardableResult
    public func close() async -> Farewell {
        // A task of its own, since a cancelled one cannot wait.
        await Task {
            guard let use = use.withLock({ $0.take() }) else { return .alreadyClosed }
            return (try? await shutdown.leave(use)) ?? .leftRunning
        }.value
    }
}
