import ArgumentParser

/// Over which time interests are followed.
struct HistoryOptions: ParsableArguments {
    /// The most behaviours of one user that a history is made of.
    static let behaviorsMax = 1_000_000
    /// The most moments.
    static let pointsMax = 10_000

    @Flag(help: "Shows how the strongest interests came and went.")
    var history = false

    @Option(help: "The first moment. (default: of the first behaviour)")
    var from: TimeArgument?

    @Option(help: "The last moment. (default: now)")
    var to: TimeArgument?

    @Option(
        name: .customLong("points"),
        help: "At how many moments to look, 2 to 10,000. (default: 241)")
    var pointsGiven: Int?

    @Option(help: ArgumentHelp("Draws the curves.", valueName: "file.svg"))
    var plot: String?

    /// At how many moments to look.
    var points: Int { pointsGiven ?? 241 }

    func validate() throws {
        guard history || (from == nil && to == nil && pointsGiven == nil && plot == nil) else {
            throw ValidationError("--from, --to, --points and --plot need --history.")
        }
        guard 2...Self.pointsMax ~= points else {
            throw ValidationError("--points must be from 2 to 10,000.")
        }
    }
}
