import ArgumentParser
import Foundation
import NIOPosix
import Program
import UnixSignals

/// The command `ebb-chaos`, which `scripts/chaos` builds and runs.
@main
struct Chaos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ebb-chaos",
        abstract: "Disrupts ebb and its servers at random, and checks that nothing is lost.",
        discussion: """
            Each round imports, posts, reads, folds and sometimes rebuilds, while ebb and mongod \
            are killed or stopped, connections are cut and clocks are set back. Then everything \
            is healed. Now every acknowledged behavior must be in the log exactly once; nothing \
            else may be in the log and nothing may be pending; and every weight document must \
            equal the fold of its log, to the bit. The same seed gives the same plans. Exits with \
            1 at the first round with a difference.
            """)

    @Option(help: "The number of rounds.")
    var rounds = 5

    @Option(help: "The seed of the plans. (default: random)")
    var seed: UInt64?

    @Option(help: "The number of the first round, to continue or to replay.")
    var first = 1

    @Option(help: "single, replica-set, or both: every fourth round on three servers.")
    var kind = ClusterKind.both

    @Option(help: "The output format: text for people, json for programs.")
    var format = Format.text

    @Option(help: "The ebb program to test. (default: the one next to this program)")
    var ebb = Self.beside("ebb")

    @Option(help: "The mongod program.")
    var mongod: String

    @Option(help: "Text to append to ebb's URI: w=1&journal=false shows which losses this finds.")
    var uriOptions = ""

    @Option(
        help: ArgumentHelp(
            "Damage the database before each check, to test the check: lose, double, alter, flip, "
                + "unfold.", valueName: "kind"))
    var sabotage: Sabotage?

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    func validate() throws {
        guard 1...1_000_000 ~= rounds, 1...1_000_000 ~= first else {
            throw ValidationError("invalid --rounds or --first: expected 1 to 1,000,000")
        }
        let clock = Self.beside("libSteppingClock.so")
        guard FileManager.default.fileExists(atPath: clock) else {
            throw ValidationError(
                "\(clock) is missing: build it with swift build --product SteppingClock")
        }
        for program in [ebb, mongod] where !FileManager.default.isExecutableFile(atPath: program) {
            throw ValidationError("\(program) is not an executable program")
        }
    }

    func run() async throws {
        let seed = seed ?? UInt64.random(in: 1...999_999_999)
        Self.tell("seed \(seed)")
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-chaos-\(seed)-\(ProcessInfo.processInfo.processIdentifier)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let household = try Household(folder: folder)
        defer { household.end() }
        let clock = try SteppingClock(
            library: Self.beside("libSteppingClock.so"), file: "\(folder)/clock")
        let tally = Tally(seed: seed)
        let campaign = Campaign(
            seed: seed, numbers: first..<(first + rounds), kind: kind, ebb: ebb, mongod: mongod,
            uriOptions: uriOptions, sabotage: sabotage, household: household, clock: clock,
            group: MultiThreadedEventLoopGroup(numberOfThreads: 1), tell: Self.tell, tally: tally)
        do {
            let report = try await Interruption.watch(for: [.sigint, .sigterm, .sighup]) {
                try await campaign.run()
            }
            try show(report)
            household.end()
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            household.end()
            try show(tally.report)
            if let failed = error as? Campaign.Failed {
                show(failed)
            } else {
                Self.tell("Error: \(error)")
            }
            Self.tell("the output of all processes is in \(folder)")
            throw ExitCode.failure
        }
    }

    private func show(_ report: Report) throws {
        print(format == .json ? try report.json : report.text)
    }

    private func show(_ failed: Campaign.Failed) {
        let plan = failed.plan
        Self.tell("round \(plan.number) of seed \(plan.seed) has differences:")
        for difference in failed.differences { Self.tell("  \(difference)") }
        Self.tell("its plan, on \(plan.members) servers:")
        for fault in plan.faults { Self.tell("  \(fault)") }
        Self.tell("  \(plan)")
    }

    /// The path of a file next to this program.
    private static func beside(_ name: String) -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: name).path
    }

    private static func tell(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}

extension ClusterKind: ExpressibleByArgument {}
