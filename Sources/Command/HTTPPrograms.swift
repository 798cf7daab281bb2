import Foundation
import Program

/// The command that answers HTTP. `ebb` parses its flags and prints its help; `ebb-http`, which is
/// installed next to it, does its work.
///
/// `ebb serve --port 80` reads its flags, finds that this process has no HTTP programs, and
/// `ebb-http serve --port 80` takes its place: same process, environment, files and signals.
package protocol HTTPPrograms: Sendable {
    /// `ebb serve`: answers requests until a signal stops it.
    func serve(_ command: Serve) async throws
}

extension Ebb {
    /// The HTTP programs of this process; nil in `ebb` itself.
    @TaskLocal static var programs: (any HTTPPrograms)?

    /// Runs `work` with the HTTP programs of this process, or lets `ebb-http` take its place.
    static func withPrograms(_ work: (any HTTPPrograms) async throws -> Void) async throws {
        if let programs { return try await work(programs) }
        try Companion("ebb-http").takeOver(arguments)
    }
}
