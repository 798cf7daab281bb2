import ArgumentParser
import Foundation
import Ingest
import Interest

/// `ebb simulate FILE`: shows a small log under several laws side by side, without a store.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows a small log under several laws side by side, without a store.",
        discussion: """
            Laws are written as for ebb law set. In addition there is published-per-read RATE \
            [TIME], the published rule in which each read changes the stored weight, with a read \
            after each TIME.

              ebb simulate log.jsonl
              ebb simulate log.csv --law "exponential 30d" --law "power 7d 1" --plot laws.svg
              ebb simulate - --law "published-per-read 0.1/d 1d" --item book --to 2024-03-01
            """)

    /// The maximum number of points in time.
    static let pointsMax = 10_000

    @Argument(help: ArgumentHelp("The log file, or - for standard input.", valueName: "file"))
    var file = "-"

    @Option(
        name: .customLong("law"),
        help: ArgumentHelp(
            "A law, on one line; repeatable. (default: six different laws)", valueName: "law"))
    var lines: [String] = []

    @Option(help: "The user. (default: the one with the most behaviors)")
    var user: UserID?

    @Option(help: "The item to follow over time. (default: the one with the most behaviors)")
    var item: ItemID?

    @Option(help: "The first point in time. (default: the first behavior)")
    var from: TimeArgument?

    @Option(help: "The last point in time. (default: 30 days after the last behavior)")
    var to: TimeArgument?

    @Option(help: "The number of points in time.")
    var points = 241

    @Option(name: [.customShort("n"), .long], help: "The maximum number of interests.")
    var count = 10

    @Option(help: ArgumentHelp("Draw the interest over time to this file.", valueName: "file.svg"))
    var plot: String?

    @OptionGroup var gains: GainOptions
    @OptionGroup(title: "The log") var layout: FormatOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try layout.importOptions()
        guard 2...Self.pointsMax ~= points else {
            throw ValidationError("invalid --points: expected 2 to \(Self.pointsMax.grouped)")
        }
        guard 1...100_000 ~= count else {
            throw ValidationError("invalid --count: expected 1 to 100,000")
        }
        guard lines.count <= SimulateAnswer.lawsMax else {
            throw ValidationError("too many laws: give at most \(SimulateAnswer.lawsMax)")
        }
    }

    func run() async throws {
        let laws = try (lines.isEmpty ? SimulatedLaw.standard : lines)
            .map { try SimulatedLaw(parsing: $0) }
        let gains = try gains.applied(to: .standard)
        let rejected: Int
        let log: [Behavior]
        (log, rejected) = try await read(gains)
        guard let first = log.first, let last = log.last else {
            let whose = user.map { " of \($0.text.fitted(to: 40))" } ?? ""
            throw Failure("\(ImportSource(file).name) contains no behaviors\(whose)")
        }
        let item = item ?? log.mostFrequent ?? first.item
        guard log.contains(where: { $0.item == item }) else {
            throw Failure(
                "\(first.user.text.fitted(to: 40)) has no behaviors on \(item.text.fitted(to: 40))")
        }
        let start = from?.time(from: .now) ?? first.time
        let end = to?.time(from: .now) ?? last.time + .days(30)
        guard start < end else { throw Failure("--from must be before --to") }
        let times = InterestHistory.moments(points, from: start, to: end)
        var curves: [(String, [ItemID: [Double]])] = []
        for law in laws {
            curves.append(("\(law)", try await law.curves(of: log, gains: gains, at: times)))
        }
        let answer = SimulateAnswer(
            log: log, item: item, times: times, count: count, laws: curves)
        if let plot { try Picture.write(answer.chart, to: plot) }
        if output.format == .json { try Output.json(answer) } else { print(answer.text) }
        if rejected > 0 { throw ExitCode.failure }
    }

    /// Reads one user's behaviors in order of time, and reports rejected lines.
    private func read(_ gains: Gains) async throws -> ([Behavior], rejected: Int) {
        let log = SmallLog()
        do {
            let report = try await Importer(try layout.importOptions()).importBehaviors(
                from: ImportSource(file), admission: Admission(gains: gains, now: .now),
                into: log)
            for bad in report.lines.firstRejects { Output.news(bad.sentence) }
            if report.lines.rejected > 0 {
                Output.news("\(report.lines.rejected.grouped) bad lines were skipped")
            }
            return (try await log.log(of: user), report.lines.rejected)
        } catch let failure as ImportFailure {
            throw Failure(failure.description)
        }
    }
}

extension [Behavior] {
    /// The item with the most behaviors; of several, the first by id.
    fileprivate var mostFrequent: ItemID? {
        var counts: [ItemID: Int] = [:]
        for behavior in self { counts[behavior.item, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
