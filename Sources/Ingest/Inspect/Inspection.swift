public import Interest

/// Describes a file by reading it to its end; it stores nothing.
///
///     let inspection = try Inspection(of: ImportSource("events.csv"), ImportOptions())
///     inspection.columns.map(\.name)   // ["timestamp", "visitorid", "event", "itemid"]
public struct Inspection: Sendable {
    /// A column, or a key of JSON.
    public struct Column: Hashable, Sendable {
        /// The name in the file.
        public let name: String
        /// The first different values in it.
        public let samples: [String]
        /// The field that it is read as; nil if it is not read.
        public let field: String?
        /// The field that it may be by its name, if no field is known.
        public let guess: String?
    }

    /// The maximum number of users, items and actions that are distinguished.
    static let distinctMax = 5_000_000

    /// What the file was recognized as; nil if its format is unknown.
    public internal(set) var detection: Detection?
    /// The reason why it cannot be imported as it is.
    public internal(set) var problem: String?
    /// Its columns, or its keys.
    public internal(set) var columns: [Column] = []
    /// What its lines hold.
    public internal(set) var lines = LineCounts()
    /// What was noticed.
    public internal(set) var findings = Findings()
    /// The number of users.
    public var users: Int { userIDs.count }
    /// The number of items.
    public var items: Int { itemIDs.count }
    /// The count of each action, by its name in the file.
    public internal(set) var actions: [String: Int] = [:]
    /// The count of each value; empty if there are more than a few.
    public internal(set) var values: [Double: Int] = [:]
    /// The least and the largest value.
    public internal(set) var valueRange: ClosedRange<Double>?
    /// The first and the last time.
    public internal(set) var timeRange: ClosedRange<Timestamp>?
    /// The number of behaviors in each month, in order: `2019-10`.
    public internal(set) var months: [(month: String, count: Int)] = []

    /// What a file of items holds; nil where it was read as behaviors.
    public internal(set) var catalog: CatalogFacts?

    private var userIDs: Set<UserID> = []
    var itemIDs: Set<ItemID> = []
    private var monthCounts: [String: Int] = [:]
    private var hasManyValues = false

    /// Reads a file of behaviors.
    ///
    /// - Parameters:
    ///   - source: the file.
    ///   - options: how fields are named and read, as for an import.
    ///   - isCatalog: whether it is a file of items instead.
    /// - Throws: `ImportError` where it cannot be read at all.
    public init(
        of source: ImportSource, _ options: ImportOptions, isCatalog: Bool = false
    ) throws(ImportError) {
        var options = options
        options.rejects = nil
        options.rejectsMax = nil
        try look(source, options)
        do {
            if isCatalog {
                try readItems(source, options)
            } else {
                try read(source, options)
            }
        } catch {
            guard error.code == .fieldsUnknown || error.code == .formatUnknown else { throw error }
            problem = error.message
        }
        months = monthCounts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private mutating func read(
        _ source: ImportSource, _ options: ImportOptions
    ) throws(ImportError) {
        let screen = BehaviorScreen()
        var reader = try RecordReader(source, options, BehaviorShape(options, admitting: nil))
        detection = reader.detection
        for place in columns.indices {
            columns[place] = columns[place].read(
                as: reader.field(of: columns[place].name, at: place))
        }
        while let batch = try reader.next() {
            _ = screen.screen(batch.records)
            for behavior in batch.records { count(behavior) }
        }
        lines = reader.counts
        findings = screen.findings
    }

    private mutating func count(_ behavior: Behavior) {
        if userIDs.count < Self.distinctMax { userIDs.insert(behavior.user) }
        if itemIDs.count < Self.distinctMax { itemIDs.insert(behavior.item) }
        if actions.count < 100 || actions[behavior.action.text] != nil {
            actions[behavior.action.text, default: 0] += 1
        }
        count(behavior.time)
        guard let value = behavior.value else { return }
        valueRange =
            valueRange.map { min($0.lowerBound, value)...max($0.upperBound, value) }
            ?? value...value
        guard !hasManyValues else { return }
        values[value, default: 0] += 1
        hasManyValues = values.count > 20
        if hasManyValues { values = [:] }
    }

    mutating func count(_ time: Timestamp) {
        timeRange =
            timeRange.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
        monthCounts[String(time.description.prefix(7)), default: 0] += 1
    }

    /// The columns or keys of the first lines, with what stands in them.
    private mutating func look(
        _ source: ImportSource, _ options: ImportOptions
    ) throws(ImportError) {
        var lines = try LineReader(source, options.limits, encoding: options.encoding)
        var sample = try lines.look()
        let format: ImportFormat? =
            options.format ?? (sample.isArray ? .json : sample.format(columnCount: nil))
        switch format {
        case .delimited(let delimiter):
            columns = Self.columns(sample, Array(delimiter.utf8), options)
        case .json, .jsonLines:
            if format == .json { sample = lines.flatten(isEnveloped: sample.isEnveloped) }
            columns = JSONNames.all(sample.lines).map { name in
                Column(
                    name: name, samples: JSONNames.values(of: name, sample.lines), field: nil,
                    guess: FieldGuess.field(name))
            }
        case nil: break
        }
    }

    private static func columns(
        _ sample: Sample, _ delimiter: [UInt8], _ options: ImportOptions
    ) -> [Column] {
        let isQuoted =
            options.isQuoted
            ?? (delimiter == [0x2C] || delimiter == [0x3B] || sample.hasQuotes(delimiter))
        let shape = DelimitedShape(
            delimiter: delimiter, isQuoted: isQuoted && delimiter.count == 1)
        let table = SampleTable(sample.records(shape), shape)
        guard let first = table.rows.first else { return [] }
        // Names of columns are words, and no two are alike.
        let isHeader =
            options.hasHeader
            ?? (Set(first).count == first.count
                && first.allSatisfy { Double($0) == nil && !$0.isEmpty })
        let body = isHeader ? table.body : table
        return first.enumerated().map { place, cell in
            var samples: [String] = []
            for value in body.values(place) where !samples.contains(value) && samples.count < 3 {
                samples.append(value)
            }
            let name = isHeader ? cell : "column \(place + 1)"
            return Column(
                name: name, samples: samples, field: nil,
                guess: isHeader ? FieldGuess.field(name) : nil)
        }
    }
}

extension Inspection.Column {
    func read(as field: String?) -> Inspection.Column {
        Inspection.Column(name: name, samples: samples, field: field, guess: guess)
    }
}
