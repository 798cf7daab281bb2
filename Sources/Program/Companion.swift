internal import Foundation
internal import Glibc

/// A program that is built and installed beside this one, such as `ebb-bench` beside `ebb`.
///
///     try Companion("ebb-bench").takeOver(["reads.one"])
package struct Companion: Sendable {
    /// Why a companion does not run.
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    /// The name of the program and of the product that builds it.
    package let name: String
    /// Where the program should be.
    package let path: String

    /// - Parameter folder: where to look; the folder of this program unless given.
    package init(_ name: String, folder: String? = nil) {
        self.name = name
        let home =
            folder.map { URL(filePath: $0) }
            ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        path = home.appending(path: name).path
    }

    /// Runs the program in place of this one: same process, environment and files. On success this
    /// never returns.
    ///
    /// - Throws: ``Missing`` where the program is not installed or cannot run.
    package func takeOver(_ arguments: [String]) throws(Missing) {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing(
                description: "\(name) is not installed in \(home): build it with scripts/build, "
                    + "and copy it there")
        }
        // The array owns the copies; they are freed below only if execv returns, which it does on
        // failure alone.
        let words = unsafe ([path] + arguments).map { unsafe strdup($0) }
        defer { unsafe words.forEach { unsafe free($0) } }
        _ = unsafe execv(path, words + [nil])
        let reason = unsafe String(cString: strerror(errno))
        throw Missing(description: "\(name) in \(home) does not run: \(reason)")
    }

    private var home: String { URL(filePath: path).deletingLastPathComponent().path }
}
