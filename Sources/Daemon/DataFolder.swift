internal import Glibc

/// The folder with the data and all other files of one server.
///
///     db/           the data of mongod
///     bin/mongod    a server program that the user has put there (optional)
///     ebb.sock      the socket on which the server listens
///     mongod.log    the log of the server, and mongod.log.1, the previous log
///     mongod.out    the output of the server before it opens its log
///     mongod.pid    the process number, for people
///     start.lock    held by the process that starts or stops the server
///     users.lock    shared by all processes that use the server
///     server.lock   held by the running server itself
struct DataFolder {
    /// The absolute path without symbolic links, so that each folder has only one path.
    let path: String

    /// Creates the folder if it is missing, with access only for its owner.
    init(making path: String) throws(DaemonError) {
        try Self.make(path, mode: 0o700)
        guard let resolved = unsafe realpath(path, nil) else {
            throw Self.trouble("cannot find the data folder \(path)", errno)
        }
        // The C library allocated it; we free it.
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

    /// The free disk space for an ordinary user, in bytes; nil when it is unknown.
    var freeBytes: Int? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        return Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }

    /// Throws ``DaemonError/Code/full`` when fewer than `bytesMin` bytes are free: the errors of a
    /// server that cannot write would be harder to understand.
    func requireFree(_ bytesMin: Int) throws(DaemonError) {
        guard let freeBytes, freeBytes < bytesMin else { return }
        throw DaemonError(
            .full,
            "the disk of the data folder \(path) has \(freeBytes >> 20) MB free and MongoDB needs "
                + "\(bytesMin >> 20) MB: free some space, or choose another folder with --data")
    }

    /// Creates a folder, and its parents with the usual permissions.
    static func make(_ path: String, mode: mode_t) throws(DaemonError) {
        if isFolder(path) { return }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try make(String(path[..<slash]), mode: 0o755)
        }
        guard unsafe mkdir(path, mode) != 0 else { return }
        let cause = errno
        // Another process may just have created it.
        if isFolder(path) { return }
        throw cause == EEXIST
            ? DaemonError(
                .folder,
                "\(path) is a file, not a folder: move it away, "
                    + "or choose another folder with --data")
            : trouble("cannot create the folder \(path)", cause)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// An error for a failed system call, as one sentence.
    static func trouble(_ what: String, _ cause: CInt) -> DaemonError {
        // The C library owns the text; it is copied at once.
        let reason = unsafe strerror(cause).map { unsafe String(cString: $0) } ?? "error \(cause)"
        return DaemonError(
            cause == ENOSPC || cause == EDQUOT ? .full : .folder,
            "\(what) (\(reason)): choose a folder that you can write to with --data")
    }
}
