internal import Glibc

/// Searches for a `mongod` program.
///
/// The order is: the environment variable `EBB_MONGOD`, the folders in PATH, `.ebb/bin` of the
/// project (in the folders above the executable, then above the working directory), and `bin` in
/// the user's data folder.
struct Finder {
    var environment: [String: String]
    var executable = Finder.ownExecutable
    var workingDirectory = Finder.currentDirectory
    /// The data folder, whose `bin` is searched last.
    var dataFolder: String

    /// The path of a server program that can run.
    ///
    /// Throws ``DaemonError/Code/noServer`` with the places that were searched.
    func mongod(named given: String? = nil) throws(DaemonError) -> String {
        if let given, !given.isEmpty {
            return try named(given, by: "the setting mongod (EBB_MONGOD)")
        }
        if let named = environment["EBB_MONGOD"], !named.isEmpty {
            return try self.named(named, by: "EBB_MONGOD")
        }
        if let found = onPath.first(where: isProgram) { return found }
        if let found = inProject.first(where: isTrustworthy) { return found }
        let last = "\(dataFolder)/bin/mongod"
        if isProgram(last) { return last }
        throw DaemonError(
            .noServer,
            "cannot find mongod on PATH, in .ebb/bin of the project, or at \(last): run "
                + "scripts/bootstrap, set EBB_MONGOD, or give a server with --database")
    }

    private func named(_ path: String, by what: String) throws(DaemonError) -> String {
        if isProgram(path) { return path }
        throw DaemonError(
            .noServer,
            "\(what) names \(path), which is not an executable program: correct it, or remove it "
                + "so that Ebb searches for mongod itself")
    }

    private var onPath: [String] {
        // A relative folder in PATH is a security risk, and an empty entry means one.
        (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
            .map { "\($0)/mongod" }
    }

    private var inProject: [String] {
        (Self.ancestors(of: executable) + Self.ancestors(of: workingDirectory))
            .map { "\($0)/.ebb/bin/mongod" }
    }

    /// The folders above a path, the nearest first; for a folder, starting with itself.
    private static func ancestors(of path: String) -> [String] {
        var folders: [String] = []
        var rest = path[...]
        while rest.hasPrefix("/") {
            folders.append(rest == "/" ? "" : String(rest))
            guard let slash = rest.lastIndex(of: "/") else { break }
            rest = rest[..<slash]
        }
        return folders
    }

    private func isProgram(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && access(path, X_OK) == 0
    }

    /// Whether a program belongs to this user or to root: the folders above may belong to anyone,
    /// such as `/tmp`.
    private func isTrustworthy(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && isProgram(path)
            && (status.st_uid == geteuid() || status.st_uid == 0) && status.st_mode & 0o022 == 0
    }

    private static var ownExecutable: String { resolved("/proc/self/exe") }
    private static var currentDirectory: String { resolved(".") }

    private static func resolved(_ path: String) -> String {
        guard let found = unsafe realpath(path, nil) else { return "" }
        // The C library allocated it; we free it.
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
