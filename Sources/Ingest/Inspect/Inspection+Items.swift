internal import Interest

extension Inspection {
    /// What a file of items holds.
    public struct CatalogFacts: Hashable, Sendable {
        /// The most names of categories and of labels that are distinguished.
        static let namesMax = 10_000

        /// Lines that change an item.
        public internal(set) var updates = 0
        /// Lines that remove an item.
        public internal(set) var removals = 0
        /// Lines that hide an item.
        public internal(set) var hidden = 0
        /// Lines with a title.
        public internal(set) var titles = 0
        /// How often each category is.
        public internal(set) var categories: [String: Int] = [:]
        /// How often each label with a name of its own is.
        public internal(set) var labels: [String: Int] = [:]

        /// Nothing yet.
        public init() {}
    }

    /// Reads a file of items.
    mutating func readItems(
        _ source: ImportSource, _ options: ImportOptions
    ) throws(ImportError) {
        var facts = CatalogFacts()
        var reader = try RecordReader(source, options, ItemShape(options))
        detection = reader.detection
        for place in columns.indices {
            columns[place] = columns[place].read(
                as: reader.field(of: columns[place].name, at: place))
        }
        while let batch = try reader.next() {
            for change in batch.records {
                if itemIDs.count < Self.distinctMax { itemIDs.insert(change.id) }
                if let time = change.time { count(time) }
                facts.count(change)
                for case .time(let time?) in change.edits { count(time) }
            }
        }
        lines = reader.counts
        catalog = facts
    }
}

extension Inspection.CatalogFacts {
    fileprivate mutating func count(_ change: ItemChange) {
        guard change.kind != .removal else {
            removals += 1
            return
        }
        updates += 1
        for edit in change.edits {
            switch edit {
            case .title(_?): titles += 1
            case .hidden(true): hidden += 1
            case .categories(let names): for name in names { Self.count(name, in: &categories) }
            case .label(let name, _): Self.count(name, in: &labels)
            default: break
            }
        }
    }

    private static func count(_ name: String, in counts: inout [String: Int]) {
        guard counts[name] != nil || counts.count < namesMax else { return }
        counts[name, default: 0] += 1
    }
}
