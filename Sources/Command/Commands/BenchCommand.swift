import ArgumentParser
import Program

/// `ebb bench`: runs `ebb-bench`, a program of its own, so that `ebb` links no benchmark.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures Ebb beside the limits of this machine (runs ebb-bench).",
        // So that --help reaches ebb-bench, which knows the figures.
        helpNames: [])

    @Argument(parsing: .captureForPassthrough, help: "What ebb-bench takes: see ebb bench --help.")
    var arguments: [String] = []

    func run() throws { try Companion("ebb-bench").takeOver(arguments) }
}
