public import ArgumentParser
public import Bench

/// `ebb bench`: measured figures beside the limits of the same machine.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures Ebb, each figure beside a plain loop without Ebb in the same run.",
        discussion: """
            Figures: \(Bench.names.joined(separator: ", ")). A ratio is value / limit: larger is \
            better. Benchmarks that need a store use a database of their own and drop it. Use a \
            release build, and trust the ratios, not the absolute figures.
            """)

    @Argument(help: "Which figures. (default: all)")
    var names: [String] = []

    @Option(help: "full, or tiny: a moment's work whose figures mean nothing.")
    var size: Bench.Size = .full

    @Option(
        help: """
            How many behaviours are imported, or how many users are read and folded: 1 to \
            100,000,000. (default: as --size says)
            """)
    var count: Int?

    @Option(help: "How often each side is run, likewise: 1 to 10,000.")
    var rounds: Int?

    @OptionGroup var output: OutputOptions
    @OptionGroup(title: "Store") var store: StoreOptions

    func validate() throws {
        if let unknown = names.first(where: { !Bench.names.contains($0) }) {
            let known = Bench.names.joined(separator: ", ")
            throw ValidationError("There is no figure \"\(unknown)\": there are \(known).")
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
        guard Bench.needsStore(asked) else { return try await measure(uri: "") }
        try await Session.open(store) { try await measure(uri: $0.uri) }
    }

    /// The figures that are wanted.
    private var asked: [String] { names.isEmpty ? Bench.names : names }

    private func measure(uri: String) async throws {
        try await Bench.run(asked, size: size, count: count, rounds: rounds, uri: uri) { figure in
            if output.format == .json { try Output.json(figure) } else { print(figure.line) }
        }
    }
}

extension Bench.Size: ExpressibleByArgument {}

extension Figure {
    /// The figure for a person.
    var line: String {
        var text = "\(name): \(Int(value).grouped) \(unit)"
        if let limit, let ratio {
            text += ", limit \(Int(limit).grouped), ratio \(Output.number(ratio, digits: 2))"
        }
        if let p50Milliseconds, let p99Milliseconds {
            text +=
                ", p50 \(Output.number(p50Milliseconds, digits: 3)) ms"
                + ", p99 \(Output.number(p99Milliseconds, digits: 3)) ms"
        }
        if let limitP99Milliseconds {
            text += ", limit's p99 \(Output.number(limitP99Milliseconds, digits: 3)) ms"
        }
        return text + ", \(Int(residentMegabytes).grouped) MB, size \(size.grouped), "
            + "checksum \(checksum)"
    }
}
