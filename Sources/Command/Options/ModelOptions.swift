public import ArgumentParser
public import Interest
import Recommending

/// The training parameters: the same flags in every command that trains. A parameter without a
/// flag comes from the store (`ebb tune --apply` writes it there), else from the built-in default.
struct ModelOptions: ParsableArguments {
    @Option(help: "The ridge (regularization) of linear and ease, also in a blend, in users. (200)")
    var ridge: String?

    @Option(help: "The maximum number of items in linear: those with the most behaviors. (4000)")
    var linearItems: String?

    @Option(help: "The shrinkage of pairs that few behaviors make, in behaviors. (3)")
    var shrinkage: String?

    @Option(help: "The half-life of a pair, in behaviors between its items; 0: no decay. (5)")
    var neighborHalfLife: String?

    @Option(help: "The time after which a pair counts half, or none. (none)")
    var pairHalfLife: String?

    @Option(help: "The half-life of a behavior in graph, in newer behaviors; 0: no decay. (50)")
    var graphHalfLife: String?

    @Option(help: "The half-life of a behavior in trending. (1d)")
    var trendingHalfLife: String?

    @Option(
        help: ArgumentHelp(
            "The half-lives of item-neighbors that a blend tries, in behaviors. (5,20)",
            valueName: "b,b,…"))
    var blendNeighbors: String?

    @Option(
        help: ArgumentHelp(
            "As --blend-neighbors, with only the pairs in which the interest comes first. (5)",
            valueName: "b,b,…"))
    var blendFollowers: String?

    @Option(
        help: ArgumentHelp(
            "The windows of linear that a blend tries, in behaviors; none is EASE. (5,none)",
            valueName: "b,none,…"))
    var blendWindows: String?

    @Option(
        help: ArgumentHelp(
            "The half-lives of trending that a blend tries. (1h,3h,6h,1d,7d,30d)",
            valueName: "d,d,…"))
    var blendTrends: String?

    @Option(
        help: ArgumentHelp(
            """
            Altered copies of histories as additional training data for item-neighbors, linear \
            and the parts of a blend: drop=0.2 (drops behaviors), crop=0.5 (keeps one section), \
            jitter=1d (moves times), copies=2, seed=7, separated by commas. (none)
            """, valueName: "change,…"))
    var augment: String?

    @Option(help: "How strongly linear is drawn toward the texts of items; 0: not at all. (0)")
    var textWeight: String?

    @Option(help: "The ridge of the weights that the texts give. (10)")
    var textRidge: String?

    @Option(
        help: ArgumentHelp(
            "Whether a blend tries neighbors by meaning, which bring new items. (false)",
            valueName: "true|false"))
    var blendMeaning: String?

    /// The parameters. Throws one sentence when one is out of range.
    ///
    /// - Parameter stored: the parameters of the store.
    func parameters(over stored: [String: String] = [:]) throws -> TrainingParameters {
        try TrainingParameters(texts: stored.merging(given) { $1 })
    }

    /// The values of the given flags, by the names of the parameters.
    private var given: [String: String] {
        var given: [String: String] = [:]
        for (name, value) in Self.values { given[name] = self[keyPath: value] }
        return given
    }

    /// The names of the flags, which are the names of the parameters.
    static var names: [String] { values.map(\.0) }

    private static var values: [(String, KeyPath<ModelOptions, String?>)] {
        [
            ("ridge", \.ridge), ("linear-items", \.linearItems), ("shrinkage", \.shrinkage),
            ("neighbor-half-life", \.neighborHalfLife), ("graph-half-life", \.graphHalfLife),
            ("trending-half-life", \.trendingHalfLife), ("blend-neighbors", \.blendNeighbors),
            ("blend-windows", \.blendWindows), ("blend-trends", \.blendTrends),
            ("pair-half-life", \.pairHalfLife), ("blend-followers", \.blendFollowers),
            ("augment", \.augment), ("text-weight", \.textWeight), ("text-ridge", \.textRidge),
            ("blend-meaning", \.blendMeaning),
        ]
    }

    /// The flags for these parameters, without those that equal the built-in default.
    static func flags(_ parameters: TrainingParameters) -> String {
        parameters.texts.sorted { $0.key < $1.key }.map { name, text in
            text == "true" && name != "blend-meaning" ? "--\(name)" : "--\(name) \(text)"
        }.joined(separator: " ")
    }
}

extension Interval: ExpressibleByArgument {
    /// Parses a duration from the command line: 30d, 12h.
    public init?(argument: String) { self.init(argument) }
}
