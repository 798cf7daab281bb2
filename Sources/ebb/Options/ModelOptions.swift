public import ArgumentParser
public import Interest
import Recommending

/// How models are trained: the same flags wherever something is.
struct ModelOptions: ParsableArguments {
    @Option(help: "The ridge of linear, ease and a blend's parts of them, in users.")
    var ridge = 200.0

    @Option(help: "What linear has room for: the items with the most behaviours.")
    var linearItems = 4000

    @Option(help: "Mistrust of pairs that few users vouch for, in users.")
    var shrinkage = 10.0

    @Option(help: "After how many behaviours between them a pair counts half; 0: never.")
    var neighborHalfLife = 20.0

    @Option(help: "After how long a behaviour counts half in trending.")
    var trendingHalfLife: Interval = .days(1)

    @Option(
        help: ArgumentHelp(
            "The half-lives of item-neighbors that a blend tries, in behaviours.",
            valueName: "b,b,…"))
    var blendNeighbors = "5,20"

    @Option(
        help: ArgumentHelp(
            "The windows of linear that a blend tries, in behaviours; none is EASE.",
            valueName: "b,none,…"))
    var blendWindows = "5,none"

    /// The parameters; throws a sentence where one is out of its range.
    func parameters() throws -> TrainingParameters {
        var parameters = TrainingParameters()
        parameters.linear.ridge = ridge
        parameters.linear.itemsMax = linearItems
        parameters.itemNeighbors.shrinkage = shrinkage
        parameters.itemNeighbors.activityHalfLife = neighborHalfLife == 0 ? nil : neighborHalfLife
        parameters.trending.halfLife = trendingHalfLife
        parameters.blend.neighborHalfLives =
            try Self.halfLives(blendNeighbors, "--blend-neighbors", allowsNone: false)
            .compactMap(\.self)
        parameters.blend.linearHalfLives =
            try Self.halfLives(blendWindows, "--blend-windows", allowsNone: true)
        try parameters.check()
        return parameters
    }

    private static func halfLives(
        _ text: String, _ flag: String, allowsNone: Bool
    ) throws -> [Double?] {
        try text.split(separator: ",").map { word in
            if allowsNone, word == "none" { return nil }
            guard let number = Double(word), 0.01...1e9 ~= number else {
                throw Failure("\(flag) must be numbers with commas between, not \(text)")
            }
            return number
        }
    }

    /// The flags that make these parameters, where they are not the defaults.
    static func flags(_ parameters: TrainingParameters) -> String {
        let standard = TrainingParameters()
        var flags: [String] = []
        if parameters.linear.ridge != standard.linear.ridge {
            flags.append("--ridge \(parameters.linear.ridge)")
        }
        if parameters.itemNeighbors.shrinkage != standard.itemNeighbors.shrinkage {
            flags.append("--shrinkage \(parameters.itemNeighbors.shrinkage)")
        }
        if parameters.blend.neighborHalfLives != standard.blend.neighborHalfLives {
            let list = parameters.blend.neighborHalfLives.map { "\($0)" }
            flags.append("--blend-neighbors \(list.joined(separator: ","))")
        }
        if parameters.blend.linearHalfLives != standard.blend.linearHalfLives {
            let list = parameters.blend.linearHalfLives.map { $0.map { "\($0)" } ?? "none" }
            flags.append("--blend-windows \(list.joined(separator: ","))")
        }
        return flags.joined(separator: " ")
    }
}

extension Interval: ExpressibleByArgument {
    /// Reads a length of time from the command line: 30d, 12h.
    public init?(argument: String) { self.init(argument) }
}
