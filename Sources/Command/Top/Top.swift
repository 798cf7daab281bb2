import ArgumentParser
import Foundation
import Interest
import Program

/// `ebb top`: a server, live.
struct Top: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows live what a server does: requests, folds, queues, hottest items.",
        discussion: """
            Asks the server's /metrics again and again, and shows what happened in between, until \
            Ctrl-C; beside it the items that are behaved towards most now, where trending is \
            trained. Where the server wants a key, EBB_API_KEY has it (never a flag, which others \
            could see). Piped, or with --once, it shows one interval and ends.

              ebb top
              ebb top 127.0.0.1:9000 --once --interval 10s --format json
            """)

    /// The intervals that make sense: below, buckets hold too little.
    private static let range = Interval.seconds(1)...Interval.hours(1)

    @Argument(help: ArgumentHelp("Where the server listens.", valueName: "address"))
    var address = "127.0.0.1:8088"

    @Option(help: "How often it asks: 2s, 1min.")
    var interval = "2s"

    @Flag(help: "Shows one interval and ends.")
    var once = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await Ebb.withPrograms { programs in
            try await watch(
                try programs.metrics(
                    of: address, key: ProcessInfo.processInfo.environment["EBB_API_KEY"]))
        }
    }

    /// Asks the server again and again, and prints what happened in between.
    private func watch(_ source: any MetricsSource) async throws {
        guard let interval = Interval(interval), Self.range ~= interval else {
            throw ValidationError("--interval must be from 1s to 1h.")
        }
        let isLive = !once && output.format == .text && isatty(STDOUT_FILENO) == 1
        let isJSON = output.format == .json
        try await Interruption.watch {
            var (last, time) = (try await source.scrape(), ContinuousClock.now)
            repeat {
                try await Task.sleep(for: .milliseconds(interval.milliseconds))
                let (next, now) = (try await source.scrape(), ContinuousClock.now)
                let reading = TopReading(
                    from: last, to: next, seconds: (now - time) / .seconds(1),
                    hottest: await source.hottest(TopReading.itemsMax))
                if isJSON {
                    try Output.json(reading)
                } else {
                    // Home, then what is below goes: no flicker.
                    if isLive { print("\u{1B}[H\u{1B}[J", terminator: "") }
                    print(reading.text(of: source.name, now: Date.now.timeIntervalSince1970))
                }
                (last, time) = (next, now)
            } while isLive
        }
    }
}
