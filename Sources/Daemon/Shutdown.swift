internal import Glibc

/// Ends the use of the server, and stops it with the last user.
struct Shutdown {
    let folder: DataFolder
    let socket: SocketPath
    let limit: Duration

    /// Releases the shared lock `use`, and stops the server if no other process holds it.
    func leave(_ use: consuming FileLock) async throws(DaemonError) -> LocalServer.Farewell {
        let deadline = Deadline(after: limit)
        let turn = try FileLock(at: folder.startLock)
        guard try await turn.exclusive(by: deadline) else { return .leftRunning }
        guard try use.tryExclusive() else { return .inUse }
        return try await stop(by: deadline) ? .stopped : .leftRunning
    }

    private func stop(by deadline: Deadline) async throws(DaemonError) -> Bool {
        // The server holds this lock as long as it lives; once it is free, the server has ended.
        let lock = try FileLock(at: folder.serverLock)
        if try lock.tryExclusive() { return true }
        // A server that lives but does not listen is about to end.
        let server = Listener(at: socket.path)
        if let server { kill(server.processID, SIGTERM) }
        let hasStopped = try await lock.exclusive(by: deadline)
        // Reap the server if it was our child; otherwise nothing happens.
        if let server { waitpid(server.processID, nil, WNOHANG) }
        return hasStopped
    }
}
