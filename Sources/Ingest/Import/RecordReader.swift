internal import Interest
internal import Work

// read → inflate → split → parse, pulled from the end: each call of `next` goes on until a batch
// is full. What is held at once is one chunk, one line (or one record in quotes) and one batch,
// however large the source.

/// Reads the records of one source, batch after batch.
struct RecordReader<Shape: RecordShape>: ~Copyable {
    /// What one step brought; a step may bring no record, so that progress can be shown and an
    /// import be stopped inside a long run of bad lines.
    struct Batch: Sendable {
        var records: [Shape.Record] = []
        var counts = LineCounts()
        var bytesRead = 0
        /// Where the batch ends in the inflated stream: an import may go on from there once this
        /// batch and all before it are stored.
        var end = 0
        /// How long the file of bad lines is by then.
        var rejectsLength = 0

        var mark: ImportCheckpoint { counts.mark(at: end, rejectsLength: rejectsLength) }
    }

    let detection: Detection
    private let limits: ImportLimits
    private let rejectsMax: Int?
    private let layout: Layout
    // Whether a line may have several records.
    private let isMultiple: Bool
    private var shape: Shape
    private var lines: LineReader
    private var tally: RejectTally
    /// How many lines there are before the first record.
    private var headersDue: Int
    private var failure: ImportError?
    // The checkpoint to resume at; nil once that is done, or at the beginning.
    private var start: ImportCheckpoint?
    private let name: String
    private let rejects: RejectFile?
    private let header: [UInt8]?
    // Bad lines of this step as they stood.
    private var rejected: [UInt8] = []
    private var isDone = false
    private var isReplaying = false

    /// - Parameter start: where to go on; nil begins at the beginning.
    init(
        _ source: ImportSource, _ options: ImportOptions, _ shape: Shape,
        from start: ImportCheckpoint? = nil
    ) throws(ImportError) {
        var shape = shape
        try shape.study(source, options)
        var opening = try Opening(source, options, shape, encoding: options.encoding)
        if opening.isWestern(options), try !SourceText.isUTF8(source, options.limits) {
            opening = try Opening(source, options, shape, encoding: .windows1252)
        }
        shape.adopt(opening.detection)
        try shape.adopt(opening.layout, header: opening.headerCells, of: source.name)
        if let order = try opening.dateOrder(source, options, shape) { shape.adopt(order) }
        limits = options.limits
        rejectsMax = options.rejectsMax
        detection = opening.detection
        tally = RejectTally(
            limits: limits, noun: detection.format == .json ? "element" : "line")
        self.shape = shape
        layout = opening.layout
        isMultiple = opening.layout.multiple != nil
        rejects = options.rejects
        header = opening.header
        self.start = start
        name = source.name
        headersDue = opening.headerCount
        lines = opening.lines
    }

    /// The field that a column, by its place, or a key is read as.
    func field(of name: String, at place: Int?) -> String? {
        layout.field(of: name, at: place).map { Shape.names.names[$0] }
    }

    var counts: LineCounts { tally.counts }
    var bytesRead: Int { lines.position }
    var bytesTotal: Int? { lines.total }

    /// The next records and the counts up to them, nil at the end.
    ///
    /// After a failure to read, the records before it come first, and the error with the next call.
    mutating func next() throws(ImportError) -> Batch? {
        if let failure { throw failure }
        if let start { try goOn(from: start) }
        guard !isDone else { return nil }
        var records: [Shape.Record] = []
        records.reserveCapacity(limits.batchRecords)
        lines.refresh(budget: limits.batchBytes)
        do {
            while records.count < limits.batchRecords, let line = try lines.next() {
                try take(line, &records)
            }
        } catch {
            failure = error
        }
        isDone = lines.isFinished
        if let rejects, !rejected.isEmpty {
            // Elements of an array are kept as lines.
            let format = detection.format == .json ? .jsonLines : detection.format
            let layout =
                "\(String(describing: format))" + String(decoding: header ?? [], as: UTF8.self)
            try rejects.append(rejected, layout: layout, header: header)
            rejected.removeAll()
        }
        return Batch(
            records: records, counts: tally.counts, bytesRead: bytesRead,
            end: lines.splitter.offset, rejectsLength: rejects?.length ?? 0)
    }

    private mutating func goOn(from mark: ImportCheckpoint) throws(ImportError) {
        start = nil
        if shape.remembers { try replay(to: mark.position) }
        try lines.skip(to: mark.position, count: mark.lines, name: name)
        tally.counts = LineCounts(mark)
        headersDue = max(0, headersDue - mark.header)
        try stopIfTooMany()
    }

    /// Reads the part that is in the store already, for the state that depends on it.
    private mutating func replay(to position: Int) throws(ImportError) {
        isReplaying = true
        var records: [Shape.Record] = []
        while lines.splitter.offset < position, !lines.isFinished {
            lines.refresh(budget: limits.batchBytes)
            while lines.splitter.offset < position, let line = try lines.next() {
                try take(line, &records)
                if records.count >= limits.batchRecords { records.removeAll() }
            }
        }
        isReplaying = false
    }

    private mutating func take(
        _ line: LineSplitter.Line, _ records: inout [Shape.Record]
    ) throws(ImportError) {
        tally.counts.lines += 1
        if let length = line.overlong {
            tally.reject(line, length: length, lines.splitter.bytes[line.content])
            return try stopIfTooMany()
        }
        if isBlank(lines.splitter.bytes.span.extracting(line.content)) {
            tally.counts.blank += 1
            return
        }
        if headersDue > 0 {
            headersDue -= 1
            tally.counts.header += 1
            // Names of columns, too, may go on in the next line.
            if headersDue == 0 { try finishHeader(line) }
            return
        }
        if isMultiple, let multiple = layout.multiple {
            return try takeAll(line, multiple, &records)
        }
        do {
            add(try record(line), &records)
        } catch  where error.kind == .openQuote {
            try goOn(line, error, &records)
        } catch {
            reject(line, error, Array(lines.splitter.bytes[line.content]))
            try stopIfTooMany()
        }
    }

    /// Takes every record of a line.
    private mutating func takeAll(
        _ line: LineSplitter.Line, _ shape: JSONShape, _ records: inout [Shape.Record]
    ) throws(ImportError) {
        let buffer = lines.splitter.bytes
        let bytes = buffer.span.extracting(line.content)
        let all: [Tokens]
        do {
            all = try shape.records(bytes)
        } catch {
            reject(line, error, Array(buffer[line.content]))
            return try stopIfTooMany()
        }
        if all.isEmpty { return tally.pass(.otherEvent) }
        tally.counts.siblings += all.count - 1
        var isKept = false
        for (part, tokens) in all.enumerated() {
            do {
                var record = try self.shape.record(tokens, bytes)
                self.shape.distinguish(&record, part: part)
                add(record, &records)
            } catch {
                // The line is kept once, however many of its records are bad.
                reject(line, error, Array(buffer[line.content]), isKept: isKept)
                isKept = true
                try stopIfTooMany()
            }
        }
    }

    private mutating func finishHeader(_ line: LineSplitter.Line) throws(ImportError) {
        guard case .delimited(let shape) = layout else { return }
        var whole = line
        while true {
            do {
                let buffer = lines.splitter.bytes
                let bytes = buffer.span.extracting(whole.content)
                _ = try shape.value.forEachColumn(bytes) { _, _ in }
                return
            } catch {
                guard error.kind == .openQuote, let longer = try lines.extend(whole) else {
                    return
                }
                whole = longer
                tally.counts.lines += 1
                tally.counts.continued += 1
            }
        }
    }

    /// - Parameters:
    ///   - whole: all lines of the record, where there are more than the one shown.
    ///   - isKept: whether the file of bad lines has the line already.
    private mutating func reject(
        _ line: LineSplitter.Line, _ fault: Fault, _ shown: [UInt8], whole: [UInt8]? = nil,
        isKept: Bool = false
    ) {
        tally.reject(line, fault, shown[...])
        guard rejects != nil, !isReplaying, !isKept else { return }
        rejected += whole ?? shown
        rejected.append(0x0A)
    }

    /// The record of a line, nil where the line is about something else.
    private mutating func record(_ line: LineSplitter.Line) throws(Fault) -> Shape.Record? {
        // Shares the array for as long as the line is looked at; nothing is copied.
        let buffer = lines.splitter.bytes
        let bytes = buffer.span.extracting(line.content)
        guard let tokens = try layout.fields(bytes) else { return nil }
        return try shape.record(tokens, bytes)
    }

    private mutating func add(_ record: Shape.Record?, _ records: inout [Shape.Record]) {
        guard let record else { return tally.pass(.otherEvent) }
        if let passing = shape.passing(record) { return tally.pass(passing) }
        records.append(record)
        tally.counts.records += 1
    }

    // A quote is open at the end of a line: the record may go on. Lines are added until its
    // quotes are closed. If that does not happen, only the first line is rejected and the
    // others are read again, so that one stray quote does not cost valid lines.
    private mutating func goOn(
        _ line: LineSplitter.Line, _ open: Fault, _ records: inout [Shape.Record]
    ) throws(ImportError) {
        let excerpt = Array(lines.splitter.bytes[line.content])
        let firstCount = lines.splitter.count
        var (whole, outcome) = (line, Outcome.open)
        while outcome == .open, lines.splitter.count - firstCount < limits.recordLines - 1,
            let longer = try lines.extend(whole)
        {
            let added = longer.content.suffix(longer.content.count - whole.content.count)
            whole = longer
            guard lines.splitter.bytes[added].contains(UInt8(ascii: "\"")) else { continue }
            outcome = attempt(whole, excerpt, &records)
        }
        if outcome == .closed {
            tally.counts.lines += lines.splitter.count - firstCount
            tally.counts.continued += lines.splitter.count - firstCount
        } else {
            lines.rewind()
            reject(line, open, excerpt)
        }
        try stopIfTooMany()
    }

    private enum Outcome { case open, closed, broken }

    private mutating func attempt(
        _ whole: LineSplitter.Line, _ excerpt: [UInt8], _ records: inout [Shape.Record]
    ) -> Outcome {
        do {
            add(try record(whole), &records)
            return .closed
        } catch  where error.kind == .openQuote {
            return .open
        } catch  where error.kind == .malformed || error.kind == .columnCount {
            return .broken
        } catch {
            // Its columns are right, so it is one record, and bad as a whole.
            reject(whole, error, excerpt, whole: Array(lines.splitter.bytes[whole.content]))
            return .closed
        }
    }

    private func stopIfTooMany() throws(ImportError) {
        if let error = Self.excess(of: tally.counts, rejectsMax) { throw error }
    }

    private static func excess(of counts: LineCounts, _ rejectsMax: Int?) -> ImportError? {
        guard let rejectsMax, counts.rejected > rejectsMax else { return nil }
        let first = counts.firstRejects.first.map { "; the first: \($0.sentence)" } ?? ""
        return ImportError(
            .tooManyRejects,
            "stopped after \(counts.rejected.grouped) bad lines "
                + "(at most \(rejectsMax.grouped) are allowed)\(first)")
    }
}
