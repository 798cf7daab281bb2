internal import Glibc

/// The folder that holds one server's data, and everything else about it.
///
///     db/           what mongod stores
///     bin/mongod    a server that the user has put there (optional)
///     ebb.sock      where it listens
///     mongod.log    what it says, and mongod.log.1, the log before that
///     mongod.out    what it says before it has a log
///     mongod.pid    for people
///     start.lock    held by whoever starts or stops the server
///     users.lock    shared by everybody who uses the server
///     server.lock   held by the running server itself
struct DataFolder {
    /// Absolute, without symbolic links, so that two ways to one folder are one folder.
    let path: String

    /// Makes the folder, for its owner only, if it is not there.
    init(making path: String) throws(DaemonError) {
        try Self.make(path, mode: 0o700)
        guard let resolved = unsafe realpath(path, nil) else {
            throw Self.trouble("cannot find the data folder \(path)", errno)
        }
        // The C library allocated it for us.
        defer { unsafe free(resolved) }
        self.path = unsafe String(cString: resolved)
        try Self.make(data, mode: 0o700)
    }

    var data: String { "\(path)/db" }
    var log: String { "\(path)/mongod.log" }
    var output: String { "\(path)/mongod.out" }
    var processID: String { "\(path)/mongod.pid" }
    var startLock: String { "\(path)/start.lock" }
    var usersLock: String { "\(path)/users.lock" }
    var serverLock: String { "\(path)/server.lock" }

    /// How many bytes an ordinary user may still write here; nil where nobody can say.
    var freeBytes: Int? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        return Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }

    /// Throws ``DaemonError/Code/full`` when less than `bytesMin` is free: a server that
    /// starts and then cannot write is harder to understand.
    func requireFree(_ bytesMin: Int) throws(DaemonError) {
        guard let freeBytes, freeBytes < bytesMin else { return }
        throw DaemonError(
            .full,
            "the data folder \(path) has \(freeBytes >> 20) MB of disk left and MongoDB needs "
                + "\(bytesMin >> 20) MB: make room, or choose another folder with --data")
    }

    /// Makes a folder and, with the usual rights, those above it.
    static func make(_ path: String, mode: mode_t) throws(DaemonError) {
        if isFolder(path) { return }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try make(String(path[..<slash]), mode: 0o755)
        }
        guard unsafe mkdir(path, mode) != 0 else { return }
        let cause = errno
        // Somebody else may have made it at this moment.
        if isFolder(path) { return }
        throw cause == EEXIST
            ? DaemonError(
                .folder,
                "\(path) should be a folder for data and is a file: move it away, "
                    + "or choose another folder with --data")
            : trouble("cannot make the folder \(path)", cause)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// What the kernel refused, as a sentence.
    static func trouble(_ what: String, _ cause: CInt) -> DaemonError {
        // The text is the C library's own; it is copied at once.
        let reason = unsafe strerror(cause).map { unsafe String(cString: $0) } ?? "error \(cause)"
        return DaemonError(
            cause == ENOSPC || cause == EDQUOT ? .full : .folder,
            "\(what) (\(reason)): choose a folder that you can write to with --data")
    }
}
