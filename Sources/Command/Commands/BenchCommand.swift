import ArgumentParser
import Program

/// `ebb bench`: runs `ebb-bench`, a separate program, so that `ebb` links no benchmark code.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures Ebb against the raw limits of this machine (runs ebb-bench).",
        // Let --help reach ebb-bench, which has the list of figures.
        helpNames: [])

    @Argument(parsing: .captureForPassthrough, help: "Arguments of ebb-bench: ebb bench --help.")
    var arguments: [String] = []

    func run() throws { try Companion("ebb-bench").takeOver(arguments) }
}
