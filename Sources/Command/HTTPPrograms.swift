import Foundation
import Program

/// The commands that speak HTTP. `ebb` parses their flags and prints their help; `ebb-http`, which
/// is installed next to it, does their work.
///
/// `ebb serve --port 80` reads its flags, finds that this process has no HTTP programs, and
/// `ebb-http serve --port 80` takes its place: same process, environment, files and signals.
package protocol HTTPPrograms: Sendable {
    /// `ebb serve`: answers requests until a signal stops it.
    func serve(_ command: Serve) async throws
    /// The metrics of a server, which `ebb top` reads. Throws one sentence for an invalid address.
    func metrics(of address: String, key: String?) throws -> any MetricsSource
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
