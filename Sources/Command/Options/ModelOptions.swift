public import ArgumentParser
public import Interest
import Recommending

/// How models are trained: the same flags wherever something is. What no flag says, the store's
/// own parameters say (`ebb tune --apply` writes them), and then what is built in.
struct ModelOptions: ParsableArguments {
    @Option(help: "The ridge of linear, ease and a blend's parts of them, in users. (200)")
    var ridge: String?

    @Option(help: "What linear has room for: the items with the most behaviours. (4000)")
    var linearItems: String?

    @Option(help: "Mistrust of pairs that few users vouch for, in users. (10)")
    var shrinkage: String?

    @Option(help: "After how many behaviours between them a pair counts half; 0: never. (20)")
    var neighborHalfLife: String?

    @Option(help: "After how many newer behaviours one counts half in graph; 0: never. (50)")
    var graphHalfLife: String?

    @Option(help: "After how long a behaviour counts half in trending. (1d)")
    var trendingHalfLife: String?

    @Option(
        help: ArgumentHelp(
            "The half-lives of item-neighbors that a blend tries, in behaviours. (5,20)",
            valueName: "b,b,…"))
    var blendNeighbors: String?

    @Option(
        help: ArgumentHelp(
            "The windows of linear that a blend tries, in behaviours; none is EASE. (5,none)",
            valueName: "b,none,…"))
    var blendWindows: String?

    @Option(
        help: ArgumentHelp(
            "The half-lives of trending that a blend tries. (1d,7d,30d)", valueName: "d,d,…"))
    var blendTrends: String?

    @Option(
        help: ArgumentHelp(
            """
            Altered copies of histories, from which item-neighbors, linear and a blend's parts \
            learn besides: drop=0.2 (leaves out), crop=0.5 (keeps a stretch of), jitter=1d \
            (moves in time), copies=2, seed=7, with commas between. (none)
            """, valueName: "change,…"))
    var augment: String?

    /// The parameters; throws a sentence where one is out of its range.
    ///
    /// - Parameter stored: those of the store.
    func parameters(over stored: [String: String] = [:]) throws -> TrainingParameters {
        try TrainingParameters(texts: stored.merging(given) { $1 })
    }

    /// What flags say, by the names of parameters.
    private var given: [String: String] {
        var given: [String: String] = [:]
        for (name, value) in Self.values { given[name] = self[keyPath: value] }
        return given
    }

    /// The flags' names, which are those of the parameters.
    static var names: [String] { values.map(\.0) }

    private static var values: [(String, KeyPath<ModelOptions, String?>)] {
        [
            ("ridge", \.ridge), ("linear-items", \.linearItems), ("shrinkage", \.shrinkage),
            ("neighbor-half-life", \.neighborHalfLife), ("graph-half-life", \.graphHalfLife),
            ("trending-half-life", \.trendingHalfLife), ("blend-neighbors", \.blendNeighbors),
            ("blend-windows", \.blendWindows), ("blend-trends", \.blendTrends),
            ("augment", \.augment),
        ]
    }

    /// The flags that make these parameters, where they are not what is built in.
    static func flags(_ parameters: TrainingParameters) -> String {
        parameters.texts.sorted { $0.key < $1.key }.map { name, text in
            text == "true" ? "--\(name)" : "--\(name) \(text)"
        }.joined(separator: " ")
    }
}

extension Interval: ExpressibleByArgument {
    /// Reads a length of time from the command line: 30d, 12h.
    public init?(argument: String) { self.init(argument) }
}
