internal import Interest

extension RecordReader {
    /// A source that was opened and looked at.
    struct Opening: ~Copyable {
        var lines: LineReader
        let layout: Layout
        let detection: Detection
        private let sample: Sample

        init(
            _ source: ImportSource, _ options: ImportOptions, _ shape: Shape,
            encoding: TextEncoding?
        ) throws(ImportError) {
            var lines = try LineReader(source, options.limits, encoding: encoding)
            var sample = try lines.look()
            let finder = LayoutFinder(
                source: source, noun: Shape.noun, names: Shape.names, metarank: Shape.metarank,
                given: shape.given, options: options, compression: lines.compression,
                encoding: lines.encoding)
            let format = try finder.format(sample)
            if format == .json { sample = lines.flatten(isEnveloped: sample.isEnveloped) }
            let (layout, found) = try finder.find(format, sample)
            var detection = found
            detection.container = lines.container
            self.layout = layout
            self.detection = detection
            self.lines = lines
            self.sample = sample
        }

        /// How many lines stand before the first record.
        var headerCount: Int {
            (detection.hasHeader ? 1 : 0) + (sample.delimiter == nil ? 0 : 1)
        }

        /// The line that names the columns.
        var header: [UInt8]? { detection.hasHeader ? sample.lines.first : nil }

        /// The names of the columns.
        var headerCells: [String]? {
            guard let header, case .delimited(let shape) = layout else { return nil }
            let first = sample.records(shape.value).first ?? header
            return SampleTable([first], shape.value).rows.first
        }

        /// Whether what is not UTF-8 here is Windows-1252.
        func isWestern(_ options: ImportOptions) -> Bool {
            options.encoding == nil && lines.encoding == nil
                && detection.dialect?.isWesternByDefault == true
        }

        /// Which of day and month comes first, where the first times leave it open.
        ///
        /// - Throws: `ImportError` where most of them have two readings and none in all the file
        ///   settles which is meant.
        func dateOrder(
            _ source: ImportSource, _ options: ImportOptions, _ shape: Shape
        ) throws(ImportError) -> DateOrder? {
            guard options.dateOrder == nil, options.timePattern == nil,
                let field = Shape.timeField
            else { return options.dateOrder }
            var (count, open) = (0, 0)
            for line in sample.lines.dropFirst(detection.hasHeader ? 1 : 0) {
                guard let tokens = tokens(line) else { continue }
                count += 1
                guard let time = TimeReader.spelled(tokens[field], line.span) else { continue }
                if let order = time.evidence { return order }
                if time.isAmbiguous { open += 1 }
            }
            guard open > 0 else { return nil }
            if let order = try Self.search(source, options, shape, field, lines.encoding) {
                return order
            }
            guard open * 2 > count else { return nil }
            throw ImportError(
                .fieldsUnknown,
                "the times of \(source.name) can be read with the day first or with the month "
                    + "first, and none settles which: say --date-order day-first or month-first")
        }

        /// Looks through a whole source for a date that has the day where a month cannot be; nil
        /// without such a date, or if the source can be read only once.
        private static func search(
            _ source: ImportSource, _ options: ImportOptions, _ shape: Shape, _ field: Int,
            _ encoding: TextEncoding?
        ) throws(ImportError) -> DateOrder? {
            if case .standardInput = source { return nil }
            guard try RawBytes(source).total != nil else { return nil }
            var again = try Opening(source, options, shape, encoding: encoding)
            again.lines.refresh(budget: .max)
            while let line = try again.lines.next() {
                guard line.overlong == nil else { continue }
                let bytes = Array(again.lines.splitter.bytes[line.content])
                guard let tokens = again.tokens(bytes) else { continue }
                if let order = TimeReader.spelled(tokens[field], bytes.span)?.evidence {
                    return order
                }
            }
            return nil
        }

        private func tokens(_ line: [UInt8]) -> Tokens? {
            if let multiple = layout.multiple { return try? multiple.records(line.span).first }
            return try? layout.fields(line.span)
        }
    }
}

/// What is true of the whole text of a source.
enum SourceText {
    /// Whether all of it is UTF-8; true where it can be read only once, so that it is taken so.
    static func isUTF8(
        _ source: ImportSource, _ limits: ImportLimits
    ) throws(ImportError) -> Bool {
        if case .standardInput = source { return true }
        guard try RawBytes(source).total != nil else { return true }
        var lines = try LineReader(source, limits)
        lines.refresh(budget: .max)
        while let line = try lines.next() {
            let bytes = lines.splitter.bytes.span.extracting(line.content)
            do {
                _ = try UTF8Span(validating: bytes)
            } catch {
                return false
            }
        }
        return true
    }
}
