internal import Interest

/// What a selection has to know of an item.
struct ItemFacts: Sendable {
    /// The most words of an item that are kept, its categories among them, by which diversity
    /// tells what it is like. Categories are kept whatever their number.
    static let wordsMax = 64

    /// What is true of an item.
    struct Flags: OptionSet, Hashable, Sendable {
        let rawValue: UInt8

        /// The catalog has it.
        static let known = Flags(rawValue: 1)
        /// It was removed, and not put again.
        static let removed = Flags(rawValue: 2)
        /// It is hidden.
        static let hidden = Flags(rawValue: 4)
    }

    /// The time of an item that has none.
    static let timeless = Int64.min

    let id: ItemID
    let flags: Flags
    /// When it came into the catalog, in milliseconds since 1970.
    let time: Int64
    /// Its categories, each once.
    let categories: [String]
    /// The words of its labels that are no categories, each once.
    let words: [String]

    /// What `entries` say of an item: nothing, where the catalog has neither entry nor mark.
    init(_ id: ItemID, by entries: CatalogEntries) {
        self.id = id
        guard let item = entries.items[id], !entries.removed.contains(id) else {
            flags = entries.removed.contains(id) ? .removed : []
            (time, categories, words) = (Self.timeless, [], [])
            return
        }
        flags = item.hidden ? [.known, .hidden] : .known
        time = item.time?.milliseconds ?? Self.timeless
        var met: Set<String> = []
        categories = item.categories.filter { met.insert($0).inserted }
        words = Array(
            item.labels.words.lazy.filter { met.insert($0).inserted }
                .prefix(max(0, Self.wordsMax - categories.count)))
    }

    /// The facts of everything that `entries` speak of.
    static func all(_ entries: CatalogEntries) -> [ItemFacts] {
        (Array(entries.items.keys) + entries.removed.filter { entries.items[$0] == nil })
            .map { ItemFacts($0, by: entries) }
    }
}
