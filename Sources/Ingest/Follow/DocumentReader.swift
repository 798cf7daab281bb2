public import Interest

// An import finds the layout of a file and reads it to its end. A source that is followed has no
// end, and its documents come one at a time; so the layout is found once, by a sample of what is
// there, and each document is read by it afterward. Layouts, shapes and rejects are those of the
// import.

/// How the documents of a followed source become records: the layout that a sample of them has.
public struct DocumentReader: Sendable {
    /// What the documents hold.
    public enum Kind: Hashable, Sendable {
        /// Behaviors, one or several in a document.
        case behaviors
        /// Items of the catalog.
        case items
    }

    /// What the sample turned out to be.
    public let detection: Detection
    /// The ways to the fields that are read, so that a source need not send the others; nil
    /// where any field may be read.
    public let paths: [String]?
    private let options: ImportOptions
    private let layout: Layout
    private let order: DateOrder?

    /// Finds the layout.
    ///
    /// - Parameters:
    ///   - kind: whether the documents hold behaviors or items.
    ///   - sample: the texts of some documents; none where the source is still empty.
    ///   - name: what the source is called in a message.
    ///   - options: how fields are named and read, as for an import.
    /// - Throws: `ImportError` where a mapped name that is needed is in none of them.
    public init(
        _ kind: Kind, sample: [[UInt8]], name: String, _ options: ImportOptions
    ) throws(ImportError) {
        var options = options
        options.format = .jsonLines
        self.options = options
        let found: Found
        switch kind {
        case .behaviors:
            let shape = BehaviorShape(options, admitting: nil)
            found = try Self.find(shape, sample, name, options)
        case .items: found = try Self.find(ItemShape(options), sample, name, options)
        }
        layout = found.layout
        detection = found.detection
        order = found.order
        // A label may be any field.
        paths = options.labelColumns.isEmpty ? found.layout.paths : nil
    }

    private typealias Found = (layout: Layout, detection: Detection, order: DateOrder?)

    private static func find<Shape: RecordShape>(
        _ shape: Shape, _ sample: [[UInt8]], _ name: String, _ options: ImportOptions
    ) throws(ImportError) -> Found {
        let text = Array(sample.joined(separator: [0x0A]))
        let lines = Sample(text, isWhole: true, lengthMax: options.limits.lineLength)
        let finder = LayoutFinder(
            source: .bytes([], name: name), noun: Shape.noun, names: Shape.names,
            metarank: Shape.metarank, given: shape.given, options: options, compression: nil,
            encoding: nil)
        let format = try finder.format(lines)
        let (layout, detection) = try finder.find(format, lines)
        return (layout, detection, options.dateOrder ?? layout.dateOrder(lines, Shape.timeField))
    }

    /// Reads documents as behaviors that `admission` lets in.
    public func behaviors(
        in documents: [[UInt8]], admission: Admission
    ) throws(ImportError) -> [ReadDocument<Behavior>] {
        try read(documents, BehaviorShape(options, admission))
    }

    /// Reads documents as changes of items.
    public func items(
        in documents: [[UInt8]]
    ) throws(ImportError) -> [ReadDocument<ItemChange>] {
        try read(documents, ItemShape(options))
    }

    private func read<Shape: RecordShape>(
        _ documents: [[UInt8]], _ fresh: Shape
    ) throws(ImportError) -> [ReadDocument<Shape.Record>] {
        var shape = fresh
        shape.adopt(detection)
        try shape.adopt(layout, header: nil, of: "the source")
        if let order { shape.adopt(order) }
        return documents.map { read($0, &shape) }
    }

    private func read<Shape: RecordShape>(
        _ document: [UInt8], _ shape: inout Shape
    ) -> ReadDocument<Shape.Record> {
        var read = ReadDocument<Shape.Record>()
        let bytes = document.span
        guard bytes.count <= options.limits.lineLength else {
            read.reject(
                .lineTooLong,
                "it has \(bytes.count.grouped) bytes as JSON: at most "
                    + "\(options.limits.lineLength.grouped) are allowed")
            return read
        }
        do {
            let all: [Tokens]
            if let multiple = layout.multiple {
                all = try multiple.records(bytes)
            } else {
                all = try layout.fields(bytes).map { [$0] } ?? []
            }
            if all.isEmpty { read.passed = 1 }
            for (part, tokens) in all.enumerated() {
                take(tokens, part, bytes, &shape, &read)
            }
        } catch {
            read.reject(error.kind, error.words)
        }
        return read
    }

    private func take<Shape: RecordShape>(
        _ tokens: Tokens, _ part: Int, _ bytes: Span<UInt8>, _ shape: inout Shape,
        _ read: inout ReadDocument<Shape.Record>
    ) {
        do {
            let record = try shape.record(tokens, bytes)
            if shape.passing(record) == nil {
                read.records.append((part, record))
            } else {
                read.passed += 1
            }
        } catch {
            read.reject(error.kind, error.words)
        }
    }
}

/// What one document holds.
public struct ReadDocument<Record: Sendable>: Sendable {
    /// Its records, each with its place in the document, from 0.
    public internal(set) var records: [(part: Int, record: Record)] = []
    /// How many of its records could not be taken.
    public internal(set) var rejected = 0
    /// Why the first of those could not: a clause.
    public internal(set) var reason: String?
    /// How many of its records are about something else.
    public internal(set) var passed = 0

    mutating func reject(_ kind: Reject.Kind, _ words: String) {
        rejected += 1
        reason = reason ?? words
    }
}

extension RejectFile {
    /// Adds documents that could not be taken, each as one line of JSON.
    public func keep(documents: [[UInt8]]) throws(ImportError) {
        var lines: [UInt8] = []
        for document in documents { lines += document + [0x0A] }
        try append(lines, layout: "documents", header: nil)
    }
}

extension Layout {
    /// The ways to the fields that are read; nil where any field may be.
    fileprivate var paths: [String]? {
        guard case .json(let shared) = self else { return nil }
        let shape = shared.value
        var ways = shape.keys.names.map { [$0] }
        for (_, paths) in shape.paths {
            for path in paths { ways.append(path.keys) }
        }
        var texts: [String] = []
        for way in ways {
            // A point or a dollar in a name means something else to a database.
            guard !way.isEmpty,
                way.allSatisfy({ !$0.isEmpty && !$0.contains(".") && !$0.hasPrefix("$") })
            else { return nil }
            texts.append(way.joined(separator: "."))
        }
        let all = Set(texts)
        // What lies in something that is read whole is read with it.
        return all.filter { text in
            !all.contains { text.hasPrefix($0 + ".") }
        }.sorted()
    }

    /// Which of day and month comes first, where a time of the sample settles it.
    fileprivate func dateOrder(_ sample: Sample, _ field: Int?) -> DateOrder? {
        guard let field else { return nil }
        for line in sample.lines {
            let tokens =
                if let multiple { try? multiple.records(line.span).first } else {
                    try? fields(line.span)
                }
            guard let tokens else { continue }
            if let order = TimeReader.spelled(tokens[field], line.span)?.evidence { return order }
        }
        return nil
    }
}

extension JSONPath {
    /// The keys on the way, without the places in arrays.
    fileprivate var keys: [String] {
        steps.compactMap { step in
            if case .key(let bytes) = step { String(decoding: bytes, as: UTF8.self) } else { nil }
        }
    }
}
