/// A user's interests in categories and labels: sums over the items that the catalog puts there.
///
/// A view and stored nowhere, so it is right as soon as the catalog changes. An item counts in
/// full for each of its categories and labels, once for each however often it names one. Dislike
/// counts too: a category's weight may be below zero.
///
///     let weights = weights.all(at: now, by: law)
///     let interests = CategoryInterests(weights, in: catalog)
///     interests.categories.prefix(5)
public struct CategoryInterests: Hashable, Sendable {
    /// The categories, strongest first, equal ones by name.
    public let categories: [NamedWeight]
    /// The labels, likewise.
    public let labels: [NamedWeight]
    /// What lies in items that the catalog does not know, or that have no category.
    public let uncategorized: Double

    /// Sums weights over the catalog. Hidden items count: the interest in them was real.
    public init(_ weights: [ItemWeight], in catalog: [ItemID: Item]) {
        var (categories, labels) = ([String: NamedWeight](), [String: NamedWeight]())
        var uncategorized = 0.0
        // In order of the items, not of the weights, so that the same interests give the same
        // bits whatever order they come in.
        for weight in weights.sorted(by: { $0.item < $1.item }) {
            let item = catalog[weight.item]
            if item?.categories.isEmpty ?? true { uncategorized += weight.weight }
            for name in Set(item?.categories ?? []) {
                categories[name, default: NamedWeight(name: name)].add(weight)
            }
            for name in Set(item?.labels.words ?? []) {
                labels[name, default: NamedWeight(name: name)].add(weight)
            }
        }
        self.categories = categories.values.sorted()
        self.labels = labels.values.sorted()
        self.uncategorized = uncategorized
    }
}

/// The interest in one category or label.
public struct NamedWeight: Hashable, Sendable, Comparable {
    /// The category or label.
    public let name: String
    /// The sum of the weights of its items.
    public private(set) var weight = 0.0
    /// How many items of the user's it is the sum of.
    public private(set) var items = 0
    /// The user's last behavior on any of them.
    public private(set) var last = Timestamp.earliest

    fileprivate init(name: String) { self.name = name }

    fileprivate mutating func add(_ item: ItemWeight) {
        weight += item.weight
        items += 1
        last = max(last, item.last)
    }

    /// Stronger comes first, equal ones by name.
    public static func < (first: NamedWeight, second: NamedWeight) -> Bool {
        first.weight == second.weight
            ? first.name.utf8.lexicographicallyPrecedes(second.name.utf8)
            : first.weight > second.weight
    }
}
