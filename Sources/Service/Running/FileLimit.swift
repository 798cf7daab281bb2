internal import Foundation

/// How many files this process may have open: each connection is one.
///
/// A listening socket that runs out of files ends, and with it the service; so there must always
/// be more of them than connections.
enum FileLimit {
    /// How many files are kept for what is no connection: the store, the log, event loops.
    static let reserve = 256

    /// How many connections may be open, at most `wanted`, by what Linux tells of this process.
    static func connections(
        upTo wanted: Int, limits: String? = try? String(contentsOfFile: file, encoding: .utf8)
    ) -> Int {
        // Max open files            1024                 524288               files
        guard let line = limits?.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let files = line.dropFirst(name.count).split(separator: " ").first.flatMap({ Int($0) })
        else { return wanted }
        return min(wanted, max(1, files - reserve))
    }

    private static let file = "/proc/self/limits"
    private static let name = "Max open files"
}
