import Interest

@testable import Ingest

/// What reading a text to the end brings.
struct Reading<Record: Sendable> {
    var records: [Record] = []
    var counts = LineCounts()
    var detection: Detection?

    var sentences: [String] { counts.firstRejects.map(\.sentence) }
    var reasons: [Reject.Kind] { counts.firstRejects.map(\.reason) }
    var isAccounted: Bool {
        counts.isAccounted && counts.continued >= 0 && counts.siblings >= 0
            && counts.records == records.count
    }
}

let admission = Admission(gains: .standard, now: Timestamp(seconds: 1_800_000_000))

func readBehaviors(
    _ bytes: [UInt8], _ options: ImportOptions = ImportOptions()
) throws -> Reading<Behavior> {
    try read(.bytes(bytes, name: "memory"), options, BehaviorShape(options, admission))
}

func readBehaviors(
    _ text: String, _ options: ImportOptions = ImportOptions()
) throws -> Reading<Behavior> {
    try readBehaviors(Array(text.utf8), options)
}

func readChanges(
    _ text: String, _ options: ImportOptions = ImportOptions()
) throws -> Reading<ItemChange> {
    try read(.bytes(Array(text.utf8), name: "memory"), options, ItemShape(options))
}

/// The items that the lines of a text make where the catalog has none of them.
func readItems(_ text: String, _ options: ImportOptions = ImportOptions()) throws -> Reading<Item> {
    items(of: try readChanges(text, options))
}

func items(of changes: Reading<ItemChange>) -> Reading<Item> {
    Reading<Item>(
        records: changes.records.compactMap { change in
            var entry = CatalogEntry(id: change.id)
            entry.apply(change)
            return entry.item
        },
        counts: changes.counts, detection: changes.detection)
}

func read<Shape: RecordShape>(
    _ source: ImportSource, _ options: ImportOptions, _ shape: Shape
) throws -> Reading<Shape.Record> {
    var reader = try RecordReader(source, options, shape)
    var reading = Reading<Shape.Record>(detection: reader.detection)
    while let batch = try reader.next() { reading.records += batch.records }
    reading.counts = reader.counts
    return reading
}

extension ImportOptions {
    /// Options with some of them set.
    init(_ set: (inout ImportOptions) -> Void) {
        self.init()
        set(&self)
    }

    /// The sample's shape: no header, every line a rating.
    static let ratings = ImportOptions {
        $0.columns = ["user", "item", "value", "time"]
        $0.defaultAction = .rating
    }
}

/// A behavior in one line.
func behavior(
    _ user: String, _ item: String, _ action: Action, _ value: Double? = nil, at seconds: Int64,
    event: String? = nil
) -> Behavior {
    Behavior(
        event: event.map(EventID.init(unchecked:)), user: UserID(unchecked: user),
        item: ItemID(unchecked: item), action: action, value: value,
        time: Timestamp(seconds: seconds))
}
