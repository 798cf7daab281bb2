internal import Interest

// What to come back to, and what stands beside it:
//
//     score(j) = w_j  +  Σ_{c of j} W_c · s_cj          W_c = Σ_{i in c} w_i
//     s_cj     = breadth · q_j / (n · |c_j|)            q_j = √(likes of j / most likes)
//
// w_j is the user's own faded interest in j and W_c the interest in a category, the sum over its
// items, as everywhere else. It is read as a share of the n interests there are, and over the |c_j|
// categories of j it counts as their mean: so an item that the user never met comes behind what
// they care for more than `breadth` of the usual. Within a category, what more people like comes
// first.

/// The user's own interests as the ranking, items and through their categories: what to come back
/// to.
public struct Interests: Recommender {
    /// "interests".
    public static let name = "interests"
    static let version: UInt32 = 2
    /// Yes: for the categories.
    public static let readsCatalog = true

    /// How much categories count.
    public struct Parameters: Hashable, Sendable {
        /// How much the mean interest in an item's categories counts beside the interest in the
        /// item itself; 0: not at all.
        public var breadth: Double

        /// Takes it.
        public init(breadth: Double = 0.5) { self.breadth = breadth }

        func check() throws(ModelError) {
            guard 0...100 ~= breadth else {
                throw .parameter("the breadth of interests", "0 to 100", "\(breadth)")
            }
        }
    }

    /// The items that anybody ever liked.
    public let items: ItemIndex
    /// The categories' names, in order.
    let categories: [String]
    /// For each item what it counts for its categories: `breadth · q_j / |c_j|`.
    private let memberships: SparseRows
    /// The same by category.
    private let standing: SparseRows

    init(items: ItemIndex, categories: [String], memberships: SparseRows) {
        self.items = items
        self.categories = categories
        self.memberships = memberships
        standing = memberships.transposed(columnCount: categories.count)
    }

    /// Learns which items there are and their categories.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Interests {
        let breadth = parameters.interests.breadth
        try parameters.interests.check()
        guard log.count > 0 else { throw .emptyLog }
        guard log.gains.contains(where: { $0 > 0 }) else { throw .nothingLiked }
        try control.check()
        var likes = [Double](repeating: 0, count: log.items.count)
        for index in 0..<log.count where log.gains[index] > 0 {
            likes[Int(log.places[index])] += 1
        }
        let most = likes.max() ?? 1
        var names = [[String]](repeating: [], count: log.items.count)
        for item in log.catalog {
            guard breadth > 0, let place = log.items.place(of: item.id) else { continue }
            names[place] = Set(item.categories).sorted()
        }
        let categories = Set(names.joined()).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(categories, 0...))
        let memberships = SparseRows(
            names.indices.lazy.map { place in
                let worth = breadth * (likes[place] / most).squareRoot()
                return names[place].compactMap { name in
                    numbers[name].map { (column: $0, value: worth / Double(names[place].count)) }
                }
            })
        control.report(name, 1, of: 1)
        return Interests(items: log.items, categories: categories, memberships: memberships)
    }

    /// How much categories count.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        ["breadth": "\(parameters.interests.breadth)"]
    }

    /// Adds each interest's weight to its own item, then what the categories say.
    public func score(_ readings: Readings, into scores: inout Scores) {
        for reading in readings { scores.add(reading.weight, at: reading.place) }
        let scale = 1 / Double(readings.count)
        for (category, weight) in weights(of: readings) {
            standing.forEach(of: category) { item, worth in
                scores.add(weight * (worth * scale), at: item)
            }
        }
    }

    /// The interest itself, then each category of the item, in the order of `score`.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        var parts = readings.filter { $0.place == place }.map {
            Part(because: items[place], weight: $0.weight, similarity: 1)
        }
        let scale = 1 / Double(readings.count)
        for (category, weight) in weights(of: readings) {
            guard let worth = memberships.value(place, category) else { continue }
            parts.append(
                Part(category: categories[category], weight: weight, similarity: worth * scale))
        }
        return parts
    }

    /// W_c of every category that the interests touch, in order.
    private func weights(of readings: Readings) -> [(category: Int, weight: Double)] {
        var sums: [Int: Double] = [:]
        for reading in readings {
            memberships.forEach(of: reading.place) { category, _ in
                sums[category, default: 0] += reading.weight
            }
        }
        return sums.sorted { $0.key < $1.key }.map { (category: $0.key, weight: $0.value) }
    }
}

extension Interests {
    /// Reads items and their categories.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let items = try reader.items()
        let categories = try reader.texts()
        let memberships = try reader.sparse()
        try reader.finish()
        guard zip(categories, categories.dropFirst()).allSatisfy(<),
            memberships.fits(rows: items.count, columns: categories.count)
        else { throw .damaged(Self.name, "its categories do not fit its items") }
        self.init(items: items, categories: categories, memberships: memberships)
    }

    /// Writes items and their categories.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version,
            capacity: items.count * 24 + memberships.columns.count * 8)
        writer.write(items)
        writer.write(categories)
        writer.write(memberships)
        return writer.sealed()
    }
}
