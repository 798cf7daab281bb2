/// The lines of a source, which reads on where the splitter runs dry.
struct LineReader: ~Copyable {
    /// Cuts the lines and holds their bytes.
    private(set) var splitter: LineSplitter
    private let limits: ImportLimits
    private var input: InputBytes
    private var flattener: JSONFlattener?
    private var transcoder: Transcoder?
    private var budget = 0
    private var isBegun = false
    /// How the letters are written, nil where that is UTF-8.
    private(set) var encoding: TextEncoding?

    /// - Parameter encoding: how the letters are written; nil looks at the first bytes.
    init(
        _ source: ImportSource, _ limits: ImportLimits, encoding: TextEncoding? = nil
    ) throws(ImportError) {
        self.limits = limits
        self.encoding = encoding
        input = try InputBytes(source, chunkLength: limits.chunkLength)
        splitter = LineSplitter(
            lengthMax: limits.lineLength, excerptLength: limits.excerptLength)
    }

    var position: Int { input.position }
    var total: Int? { input.total }
    var compression: Compression? { input.compression }
    var container: Container? { input.container }
    /// Whether there is nothing more to come, neither a line nor an error.
    var isFinished: Bool { splitter.isFinished && flattener?.isCut != true }

    /// Reads the first bytes and shows them without taking them.
    mutating func look() throws(ImportError) -> Sample {
        while !splitter.isEnded, splitter.rest.count < limits.lookLength { try fill() }
        return sample()
    }

    /// Reads the first bytes as they stand, to find out how letters are written.
    private mutating func begin() throws(ImportError) {
        isBegun = true
        var bytes: [UInt8] = []
        while bytes.count < 1000 {
            let chunk = try input.next()
            if chunk.isEmpty { break }
            bytes += chunk
        }
        encoding = encoding ?? TextEncoding.detected(bytes[...])
        if encoding == .utf16LittleEndian, bytes.starts(with: [0xFE, 0xFF]) {
            encoding = .utf16BigEndian
        }
        if encoding == .utf8 { encoding = nil }
        transcoder = encoding.map { Transcoder($0) }
        if bytes.isEmpty {
            splitter.end()
        } else {
            splitter.append(transcoder?.text(bytes) ?? bytes)
        }
    }

    /// Makes lines of the elements of JSON from here on, and shows the first of them.
    mutating func flatten(isEnveloped: Bool) -> Sample {
        var flattener = JSONFlattener(isEnveloped: isEnveloped)
        splitter.change { bytes, start in flattener.flatten(&bytes, from: start) }
        self.flattener = flattener
        return sample()
    }

    private func sample() -> Sample {
        Sample(
            Array(splitter.bytes[splitter.rest]), isWhole: splitter.isEnded,
            lengthMax: limits.lineLength)
    }

    /// Goes on at `position` of the inflated stream, before which there are `count` lines.
    ///
    /// A gzip can only be read from its beginning, so all before is inflated once more.
    mutating func skip(
        to position: Int, count: Int, name: String
    ) throws(ImportError) {
        guard position > 0 else { return }
        while splitter.offset < position {
            if splitter.skip(atMost: position - splitter.offset) > 0 { continue }
            guard !splitter.isEnded else {
                throw ImportError(
                    .corrupt,
                    "\(name) ends before byte \(position.grouped), where its import "
                        + "broke off: it was cut since (--again imports it from its beginning)")
            }
            try fill()
        }
        splitter.resume(count: count)
    }

    /// Sets the number of bytes that `next` may read before it returns without a line.
    mutating func refresh(budget: Int) { self.budget = budget }

    /// The next line; nil at the end, and where the budget is used up.
    mutating func next() throws(ImportError) -> LineSplitter.Line? {
        while budget > 0 {
            if let line = splitter.next() {
                budget -= line.content.count + 1
                return line
            }
            if splitter.isEnded {
                if flattener?.isCut == true { throw cutOff() }
                return nil
            }
            try fill()
        }
        return nil
    }

    /// The record with one more line; nil at the end, and where it would outgrow a line.
    mutating func extend(
        _ record: LineSplitter.Line
    ) throws(ImportError) -> LineSplitter.Line? {
        while !splitter.isOverfull {
            if let longer = splitter.extend(record) {
                return longer.content.count <= limits.lineLength ? longer : nil
            }
            if splitter.isEnded { return nil }
            try fill()
        }
        return nil
    }

    /// Takes back all lines of the last record but the first.
    mutating func rewind() { splitter.rewind() }

    private mutating func fill() throws(ImportError) {
        if !isBegun { return try begin() }
        var chunk = try input.next()
        let isEnd = chunk.isEmpty
        if transcoder != nil { chunk = transcoder?.text(chunk) ?? chunk }
        flattener?.flatten(&chunk)
        // Bytes of an overlong line are never seen as a line's, and count here instead.
        if splitter.rest.count >= limits.lineLength { budget -= chunk.count }
        if !chunk.isEmpty { splitter.append(chunk) }
        if isEnd { splitter.end() }
    }

    private func cutOff() -> ImportError {
        ImportError(
            .corrupt,
            "\(input.name) is cut off: its JSON array is never closed; what stands before the "
                + "cut is taken")
    }
}
