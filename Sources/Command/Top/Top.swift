import ArgumentParser
import EbbClient
import Foundation
import Interest
import Metering
import Program

/// `ebb top`: shows the activity of a running server.
struct Top: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what a running server does: requests, folds, queues, trending items.",
        discussion: """
            Reads /metrics of the server at each interval and shows the changes, until Ctrl-C. It \
            also shows the trending items, when trending is trained. If the server needs a key, \
            set EBB_API_KEY (there is no flag, because other users could see it). When piped, or \
            with --once, it shows one interval and ends.

              ebb top
              ebb top 127.0.0.1:9000 --once --interval 10s --format json
            """)

    /// The allowed intervals: shorter ones contain too few requests.
    private static let range = Interval.seconds(1)...Interval.hours(1)

    @Argument(help: ArgumentHelp("The address of the server.", valueName: "address"))
    var address = "127.0.0.1:8088"

    @Option(help: "The interval between two readings: 2s, 1min.")
    var interval = "2s"

    @Flag(help: "Show one interval and end.")
    var once = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard let interval = Interval(interval), Self.range ~= interval else {
            throw ValidationError("invalid --interval: expected 1s to 1h, e.g. 10s")
        }
        let server = try EbbClient(
            address, key: ProcessInfo.processInfo.environment["EBB_API_KEY"], limits: Self.limits)
        try await watch(server, interval)
    }

    /// The next reading comes soon, so a failed one is not repeated.
    private static var limits: EbbClient.Limits {
        var limits = EbbClient.Limits()
        limits.attemptsMax = 1
        limits.attemptMax = .seconds(5)
        limits.answerMax = 10_000_000
        return limits
    }

    /// Reads the metrics at each interval, and prints the changes.
    private func watch(_ server: EbbClient, _ interval: Interval) async throws {
        let isLive = !once && output.format == .text && isatty(STDOUT_FILENO) == 1
        let isJSON = output.format == .json
        try await Interruption.watch {
            var (last, time) = (try await Self.scrape(server), ContinuousClock.now)
            repeat {
                try await Task.sleep(for: .milliseconds(interval.milliseconds))
                let (next, now) = (try await Self.scrape(server), ContinuousClock.now)
                // Empty when trending is not trained, or the key has no read access.
                let hottest = try? await server.trending(count: TopReading.itemsMax)
                let reading = TopReading(
                    from: last, to: next, seconds: (now - time) / .seconds(1),
                    hottest: hottest ?? [])
                if isJSON {
                    try Output.json(reading)
                } else {
                    // Move to the top, then erase everything below: no flicker.
                    if isLive { print("\u{1B}[H\u{1B}[J", terminator: "") }
                    print(reading.text(of: server.address, now: Date.now.timeIntervalSince1970))
                }
                (last, time) = (next, now)
            } while isLive
        }
    }

    private static func scrape(_ server: EbbClient) async throws -> Scrape {
        do {
            return Scrape(try await server.metrics())
        } catch {
            switch error.status {
            case nil: throw Failure("\(error): is ebb serve running there?")
            case 401, 403: throw Failure("\(server.address) requires a key: set EBB_API_KEY")
            case let status?:
                throw Failure(
                    "\(server.address) answered with the status \(status): is that an Ebb server?")
            }
        }
    }
}
