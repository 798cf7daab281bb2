import ArgumentParser
import Daemon
import Foundation
import Mongo
import Program

/// `ebb-bench`: measures Ebb against the limits of the same machine. `ebb bench` runs it.
@main
struct BenchProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ebb-bench",
        abstract: "Measures Ebb and compares each figure with a plain loop without Ebb.",
        discussion: """
            Figures: \(Bench.names.joined(separator: ", ")). The ratio is value / limit: larger \
            is better. A benchmark that needs a store creates its own database and drops it. \
            Compare ratios, not absolute figures, and use a release build.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "The figures to measure. (default: all)")
    var names: [String] = []

    @Option(help: "full, or tiny, a quick test whose figures mean nothing.")
    var size: Bench.Size = .full

    @Option(
        help: """
            The number of behaviors to import, or of users to read and fold: 1 to 100,000,000. \
            (default: set by --size)
            """)
    var count: Int?

    @Option(help: "The number of runs of each side: 1 to 10,000. (default: set by --size)")
    var rounds: Int?

    @Option(help: "The output format: text for people, json for programs (one object per figure).")
    var format: Format = .text

    @Flag(help: "Print the names of the figures and measure nothing.")
    var list = false

    @Option(
        help: """
            The URI of a replica set. (default: EBB_DATABASE, else Ebb's own server)
            """)
    var database: String?

    @Option(help: "The data folder of Ebb's own server. (default: EBB_DATA, else your data folder)")
    var data: String?

    func validate() throws {
        if let unknown = names.first(where: { !Bench.names.contains($0) }) {
            let known = Bench.names.joined(separator: ", ")
            throw ValidationError("unknown figure \"\(unknown)\": expected one of \(known)")
        }
        if count != nil || rounds != nil,
            let other = asked.first(where: { !Bench.countedNames.contains($0) })
        {
            throw ValidationError(
                "--count and --rounds apply only to "
                    + "\(Bench.countedNames.joined(separator: ", ")), not to \(other)")
        }
        guard 1...100_000_000 ~= count ?? 1, 1...10_000 ~= rounds ?? 1 else {
            throw ValidationError(
                "invalid --count or --rounds: expected 1 to 100,000,000, and 1 to 10,000")
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
    /// The figure as JSON.
    fileprivate var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// The figure as text for people.
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
