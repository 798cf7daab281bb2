internal import Algebra
internal import Interest

// Items are alike by what their texts mean. The profile is a vector, and items are ordered by their
// product with it:
//
//     p = Σ_i w_i · x_i                             x the rows of MeaningRows, of length 1
//     score(j) = p · x_j = Σ_i w_i · cos(i, j)
//
// All products are one call of BLAS in single precision. The best of them are summed once more
// interest by interest, so that the parts of a score add up to it: "0.34 left times 0.81 alike".
// Beyond the strongest interests, which are most of a profile, nothing is added.

/// What means the same as the items of the interests: by vectors of their texts.
public struct Semantic: Recommender {
    /// "semantic".
    public static let name = "semantic"
    static let version: UInt32 = 1
    /// The most interests that make a profile: the strongest either way.
    public static let interestsMax = 256
    /// How many items are summed once more beside those that are wanted.
    private static let slack = 16

    private let meaning: MeaningRows

    private init(_ meaning: MeaningRows) { self.meaning = meaning }

    /// The items that have a vector.
    public var items: ItemIndex { meaning.items }

    /// Training wants the catalog.
    public static let readsCatalog = true

    /// Always.
    public static func readsVectors(_ parameters: TrainingParameters) -> Bool { true }

    /// Takes the vectors of the catalog.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Semantic {
        let meaning = try MeaningRows(log.vectors)
        try control.check()
        control.report(name, 1, of: 1)
        return Semantic(meaning)
    }

    /// No parameters.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] { [:] }

    /// How long its vectors are.
    public var findings: [String: String] { ["dimensions": "\(meaning.rows.width)"] }

    /// Adds the product of the profile with every item.
    public func score(_ readings: Readings, into scores: inout Scores) {
        let readings = Self.strongest(readings)
        guard !readings.isEmpty else { return }
        let products = meaning.rows.times(meaning.profile(of: readings))
        for (place, product) in products.enumerated() { scores.add(Double(product), at: place) }
    }

    /// The cosine of each interest's item with the item.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        Self.strongest(readings).map { reading in
            Part(
                because: items[reading.place], weight: reading.weight,
                similarity: meaning.cosine(reading.place, place))
        }
    }

    /// The best by BLAS, then summed part by part.
    public func recommend(_ request: RecommendationRequest) -> [Recommendation] {
        let depth = min(request.depth, items.count)
        let readings = Self.strongest(items.readings(of: request))
        guard depth > request.skipped, !readings.isEmpty else { return [] }
        let selection = Selection(request, items)
        let near = Scores.withScratch(items.count) { scores in
            score(readings, into: &scores)
            return scores.best(depth + Self.slack, among: selection.places) {
                !selection.allows($0)
            }
        }
        let best = near.map { found in
            Ranked(
                score: parts(of: found.place, for: readings).reduce(0) { $0 + $1.share },
                place: found.place)
        }.filter { $0.score > 0 }.sorted()
        return best.prefix(depth).dropFirst(request.skipped).map { found in
            Recommendation(
                item: items[found.place], score: found.score, recommender: Self.name,
                parts: request.explains ? parts(of: found.place, for: readings) : [])
        }
    }

    /// The strongest either way, in their order.
    private static func strongest(_ readings: Readings) -> Readings {
        guard readings.count > interestsMax else { return readings }
        var best = BestRanked(limit: interestsMax)
        for (place, reading) in readings.enumerated() {
            best.take(Ranked(score: reading.weight.magnitude, place: place))
        }
        return Readings(
            best.sorted().map(\.place).sorted().map { readings[$0] }, idle: readings.idle)
    }
}

extension Semantic {
    /// Reads items and vectors.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let meaning = try reader.meaning(Self.name)
        try reader.finish()
        self.init(meaning)
    }

    /// Writes items and vectors.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version,
            capacity: items.count * 24 + meaning.rows.values.count * 2)
        writer.write(meaning)
        return writer.sealed()
    }
}
