import ArgumentParser
import Daemon
import Foundation
import Mongo
import Program

/// `ebb-bench`: measured figures beside the limits of the same machine. `ebb bench` runs it.
@main
struct BenchProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ebb-bench",
        abstract: "Measures Ebb, each figure beside a plain loop without Ebb in the same run.",
        discussion: """
            Figures: \(Bench.names.joined(separator: ", ")). A ratio is value / limit: larger is \
            better. A benchmark that needs a store creates a database of its own and drops it. \
            Compare ratios, not absolute figures, and use a release build.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "Which figures. (default: all)")
    var names: [String] = []

    @Option(help: "full, or tiny: a moment's work whose figures mean nothing.")
    var size: Bench.Size = .full

    @Option(
        help: """
            How many behaviors are imported, or how many users are read and folded: 1 to \
            100,000,000. (default: set by --size)
            """)
    var count: Int?

    @Option(help: "How many times each side runs: 1 to 10,000. (default: set by --size)")
    var rounds: Int?

    @Option(help: "text for people, json for machines: one object per figure.")
    var format: Format = .text

    @Flag(help: "Prints the names of the figures and measures nothing.")
    var list = false

    @Option(
        help: """
            A MongoDB URI, replica set. (default: EBB_DATABASE, else Ebb's own server)
            """)
    var database: String?

    @Option(help: "The folder of Ebb's own server. (default: EBB_DATA, else your data folder)")
    var data: String?

    func validate() throws {
        if let unknown = names.first(where: { !Bench.names.contains($0) }) {
            let known = Bench.names.joined(separator: ", ")
            throw ValidationError("Unknown figure \"\(unknown)\": expected \(known).")
        }
        if count != nil || rounds != nil,
            let other = asked.first(where: { !Bench.countedNames.contains($0) })
        {
            throw ValidationError(
                "--count and --rounds are for \(Bench.countedNames.joined(separator: ", ")), not "
                    + "for \(other).")
        }
        guard 1...100_000_000 ~= count ?? 1, 1...10_000 ~= rounds ?? 1 else {
            throw ValidationError(
                "--count must be from 1 to 100,000,000, and --rounds from 1 to 10,000.")
        }
    }

    func run() async throws {
        Driver.start()
        if list { return print(Bench.names.joined(separator: "\n")) }
        try await Interruption.watch { [self] in
            guard Bench.needsStore(asked) else { return try await measure(uri: "") }
            let environment = ProcessInfo.processInfo.environment
            if let uri = database ?? environment["EBB_DATABASE"] {
                return try await measure(uri: uri)
            }
            let server = try await LocalServer.open(
                LocalServer.Configuration(
                    dataFolder: data ?? environment["EBB_DATA"], environment: environment))
            do {
                try await measure(uri: server.uri)
                await server.close()
            } catch {
                await server.close()
                throw error
            }
        }
    }

    /// The figures to measure.
    private var asked: [String] { names.isEmpty ? Bench.names : names }

    private func measure(uri: String) async throws {
        try await Bench.run(asked, size: size, count: count, rounds: rounds, uri: uri) { figure in
            print(format == .json ? try figure.json : figure.line)
        }
    }
}

extension Bench.Size: ExpressibleByArgument {}

extension Figure {
    /// The figure for a machine.
    fileprivate var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// The figure for a person.
    fileprivate var line: String {
        var text = "\(name): \(Int(value).formatted(Self.grouped)) \(unit)"
        if let limit, let ratio {
            text += ", limit \(Int(limit).formatted(Self.grouped))"
            text += ", ratio \(String(format: "%.2f", ratio))"
        }
        if let p50Milliseconds, let p99Milliseconds {
            text += String(format: ", p50 %.3f ms, p99 %.3f ms", p50Milliseconds, p99Milliseconds)
        }
        if let limitP99Milliseconds {
            text += String(format: ", limit's p99 %.3f ms", limitP99Milliseconds)
        }
        return text + ", \(Int(residentMegabytes).formatted(Self.grouped)) MB, size "
            + "\(size.formatted(Self.grouped)), checksum \(checksum)"
    }

    private static let grouped = IntegerFormatStyle<Int>.number.locale(Locale(identifier: "en_US"))
}
