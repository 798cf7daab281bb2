internal import Glibc

/// The way of a user out, and of the server with the last one.
struct Shutdown {
    let folder: DataFolder
    let socket: SocketPath
    let limit: Duration

    /// Gives up the shared lock `use`, and stops the server if nobody else holds one.
    func leave(_ use: consuming FileLock) async throws(DaemonError) -> LocalServer.Farewell {
        let deadline = Deadline(after: limit)
        let turn = try FileLock(at: folder.startLock)
        guard try await turn.exclusive(by: deadline) else { return .leftRunning }
        guard try use.tryExclusive() else { return .inUse }
        return try await stop(by: deadline) ? .stopped : .leftRunning
    }

    private func stop(by deadline: Deadline) async throws(DaemonError) -> Bool {
        // The server holds this lock as long as it lives, so whoever gets it knows.
        let lock = try FileLock(at: folder.serverLock)
        if try lock.tryExclusive() { return true }
        // One that lives and does not listen is about to end already.
        let server = Listener(at: socket.path)
        if let server { kill(server.processID, SIGTERM) }
        let hasStopped = try await lock.exclusive(by: deadline)
        // If it was our child, the kernel may forget it now; if not, nothing happens.
        if let server { waitpid(server.processID, nil, WNOHANG) }
        return hasStopped
    }
}
