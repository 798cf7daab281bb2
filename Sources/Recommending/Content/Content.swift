internal import Glibc
internal import Interest

// Items are alike by what the catalog says of them: categories, labels, and the words of their
// titles. Each is a feature; the rarer, the more it says (TF-IDF):
//
//     x_if = √(how often f stands at i) · ln(1 + N / items with f),   rows of length 1
//     similarity(i, j) = Σ_f x_if · x_jf                              the cosine
//     score(j) = Σ_i w_i · similarity(i, j) = Σ_f (Σ_i w_i · x_if) · x_jf
//
// It needs nobody's behavior on an item to recommend it: what came into the catalog today is
// found today, after a training.

/// What is like the items of the interests by what the catalog says: for items nobody met yet.
public struct Content: Recommender {
    /// "content".
    public static let name = "content"
    static let version: UInt32 = 1
    /// Training wants the catalog.
    public static let readsCatalog = true

    /// What is kept of the catalog.
    public struct Parameters: Hashable, Sendable {
        /// A feature of more items says nothing: the share of all items.
        public var itemShareMax: Double
        /// How many features of an item are kept, those that say most.
        public var featuresMax: Int

        /// Takes those that are not to be the defaults.
        public init(itemShareMax: Double = 0.5, featuresMax: Int = 64) {
            self.itemShareMax = itemShareMax
            self.featuresMax = featuresMax
        }

        func check() throws(ModelError) {
            guard itemShareMax > 0, itemShareMax <= 1 else {
                throw .parameter(
                    "the share of items with a feature", "above 0, at most 1", "\(itemShareMax)")
            }
            guard 1...10_000 ~= featuresMax else {
                throw .parameter("the number of features", "1 to 10,000", "\(featuresMax)")
            }
        }
    }

    /// The items it knows: those of the catalog and of the log.
    public let items: ItemIndex
    /// x: items by features.
    let features: SparseRows
    private let featureCount: Int
    /// The items of each feature.
    private let holders: SparseRows

    private init(items: ItemIndex, features: SparseRows, featureCount: Int) {
        self.items = items
        self.features = features
        self.featureCount = featureCount
        holders = features.transposed(columnCount: featureCount)
    }

    /// Reads the catalog.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Content {
        let parameters = parameters.content
        try parameters.check()
        guard log.count > 0 else { throw .emptyLog }
        guard log.catalog.contains(where: { !Self.words(of: $0).isEmpty }) else {
            throw ModelError(
                .emptyLog,
                "the catalog has no titles, categories or labels to compare items by: import "
                    + "items first (ebb import --items)")
        }
        try control.check()
        let ids = Set(log.catalog.map(\.id)).union(log.items.ids).sorted()
        let known = Dictionary(log.catalog.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let words = ids.map { known[$0].map(Self.words) ?? [:] }
        var counts: [String: Int] = [:]
        for one in words { for word in one.keys { counts[word, default: 0] += 1 } }
        // What stands at one item alone likens it to none.
        let most = max(2, Int(parameters.itemShareMax * Double(ids.count)))
        let names = counts.filter { 2...most ~= $0.value }.keys.sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, 0...))
        let rows = words.map { words in
            row(words, numbers, counts, of: ids.count, keeping: parameters.featuresMax)
        }
        control.report(name, 1, of: 1)
        return Content(
            items: ItemIndex(ascending: ids), features: SparseRows(rows),
            featureCount: names.count)
    }

    /// Categories, labels and words, and how often each stands there.
    static func words(of item: Item) -> [String: Int] {
        var words: [String: Int] = [:]
        for category in item.categories { words["c" + category] = 1 }
        for label in item.labels.words { words["l" + label] = 1 }
        for word in Tokens.of(item.title ?? "") { words["t" + word, default: 0] += 1 }
        return words
    }

    private static func row(
        _ words: [String: Int], _ numbers: [String: Int], _ counts: [String: Int], of all: Int,
        keeping limit: Int
    ) -> [(column: Int, value: Double)] {
        var best = BestRanked(limit: limit)
        for (word, times) in words {
            guard let number = numbers[word], let count = counts[word] else { continue }
            let rarity = log1p(Double(all) / Double(count))
            best.take(Ranked(score: Double(times).squareRoot() * rarity, place: number))
        }
        let kept = best.sorted().sorted { $0.place < $1.place }
        let length = kept.reduce(0) { $0 + $1.score * $1.score }.squareRoot()
        return length > 0 ? kept.map { ($0.place, $0.score / length) } : []
    }

    /// What is kept of the catalog.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        [
            "itemShareMax": "\(parameters.content.itemShareMax)",
            "featuresMax": "\(parameters.content.featuresMax)",
        ]
    }

    /// Adds up the features of the interests, then finds the items that have them.
    public func score(_ readings: Readings, into scores: inout Scores) {
        var profile: [Int: Double] = [:]
        for reading in readings {
            features.forEach(of: reading.place) { profile[$0, default: 0] += reading.weight * $1 }
        }
        // In order of feature, so that the same interests give the same bits.
        for (feature, weight) in profile.sorted(by: { $0.key < $1.key }) {
            holders.forEach(of: feature) { scores.add(weight * $1, at: $0) }
        }
    }

    /// The cosine of each interest's item with the item.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        readings.compactMap { reading in
            var similarity = 0.0
            features.forEach(of: reading.place) { feature, value in
                similarity += value * (features.value(place, feature) ?? 0)
            }
            guard similarity > 0 else { return nil }
            return Part(
                because: items[reading.place], weight: reading.weight, similarity: similarity)
        }
    }
}

extension Content {
    /// Reads items and features.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let items = try reader.items()
        let featureCount = Int(try reader.word())
        let features = try reader.sparse()
        try reader.finish()
        guard featureCount <= ItemIndex.countMax,
            features.fits(rows: items.count, columns: featureCount)
        else { throw .damaged(Self.name, "its features do not fit its items") }
        self.init(items: items, features: features, featureCount: featureCount)
    }

    /// Writes items and features.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version,
            capacity: items.count * 24 + features.columns.count * 8)
        writer.write(items)
        writer.write(UInt32(featureCount))
        writer.write(features)
        return writer.sealed()
    }
}
