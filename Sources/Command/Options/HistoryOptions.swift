import ArgumentParser

/// The flags for a history of interests.
struct HistoryOptions: ParsableArguments {
    /// The maximum number of behaviors of one user in a history.
    static let behaviorsMax = 1_000_000
    /// The maximum number of points in time.
    static let pointsMax = 10_000

    @Flag(help: "Show the strongest interests over time.")
    var history = false

    @Option(help: "The first point in time. (default: the first behavior)")
    var from: TimeArgument?

    @Option(help: "The last point in time. (default: now)")
    var to: TimeArgument?

    @Option(
        name: .customLong("points"),
        help: "The number of points in time, 2 to 10,000. (default: 241)")
    var pointsGiven: Int?

    @Option(help: ArgumentHelp("Draw the curves to this file.", valueName: "file.svg"))
    var plot: String?

    /// The number of points in time.
    var points: Int { pointsGiven ?? 241 }

    func validate() throws {
        guard history || (from == nil && to == nil && pointsGiven == nil && plot == nil) else {
            throw ValidationError("--from, --to, --points and --plot require --history")
        }
        guard 2...Self.pointsMax ~= points else {
            throw ValidationError("invalid --points: expected 2 to 10,000")
        }
    }
}
