internal import Foundation
internal import Glibc

/// A program that is installed next to this one, such as `ebb-bench` next to `ebb`.
///
///     try Companion("ebb-bench").takeOver(["reads.one"])
package struct Companion: Sendable {
    /// The error for a companion that cannot run.
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    /// The name of the program and of the product that builds it.
    package let name: String
    /// The path at which the program should be.
    package let path: String

    /// - Parameter folder: the folder of the program; by default, the folder of this program.
    package init(_ name: String, folder: String? = nil) {
        self.name = name
        let home =
            folder.map { URL(filePath: $0) }
            ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        path = home.appending(path: name).path
    }

    /// Replaces this program with the other: same process, environment and files. On success this
    /// never returns.
    ///
    /// - Throws: ``Missing`` when the program is not installed or cannot run.
    package func takeOver(_ arguments: [String]) throws(Missing) {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing(
                description: "\(name) is not installed in \(home): build it with scripts/build, "
                    + "and copy it there")
        }
        // The array owns the copies. They are freed below when execv returns, which happens only on
        // failure.
        let words = unsafe ([path] + arguments).map { unsafe strdup($0) }
        defer { unsafe words.forEach { unsafe free($0) } }
        _ = unsafe execv(path, words + [nil])
        let reason = unsafe String(cString: strerror(errno))
        throw Missing(description: "cannot run \(name) in \(home): \(reason)")
    }

    private var home: String { URL(filePath: path).deletingLastPathComponent().path }
}
