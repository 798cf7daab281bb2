/// The plain bytes of a source, inflated where it is gzip or zstd, with bounded memory.
///
/// A compressed file may have several members (or frames) one after the other (`cat a.gz b.gz`),
/// and a gzip zeros behind the last, as tapes pad.
struct InputBytes: ~Copyable {
    private let chunkLength: Int
    private var source: RawBytes
    private var raw: [UInt8] = []
    private var index = 0
    private var isSeen = false
    private(set) var compression: Compression?
    private var gzip: Inflater?
    private var zstd: ZstdInflater?
    private var isInsideMember = false
    // Whether the last step filled all the room it had, so that more may be held back.
    private var isHoldingBack = false

    init(_ source: ImportSource, chunkLength: Int) throws(ImportError) {
        self.source = try RawBytes(source)
        self.chunkLength = max(1, chunkLength)
    }

    var name: String { source.name }
    /// Bytes of the source, compressed as they stand there, nil where nobody knows.
    var total: Int? { source.total }
    /// How far into the source it has come.
    var position: Int { source.offset - (raw.count - index) }

    /// The next bytes, in pieces of at most a chunk; none when there are no more.
    mutating func next() throws(ImportError) -> [UInt8] {
        if !isSeen { try look() }
        while true {
            if index == raw.count, !isHoldingBack, try !refill() { return [] }
            if compression == nil {
                index = raw.count
                return raw
            }
            if !isInsideMember, try !startMember() { continue }
            let output = try inflate()
            if !output.isEmpty { return output }
        }
    }

    private mutating func look() throws(ImportError) {
        isSeen = true
        while raw.count < 4 {
            let more = try source.next(atMost: chunkLength)
            if more.isEmpty { break }
            raw += more
        }
        compression = Compression(raw)
        do {
            switch compression {
            case .gzip: gzip = try Inflater()
            case .zstd: zstd = try ZstdInflater()
            case nil: return
            }
        } catch {
            throw ImportError(.unreadable, "cannot inflate \(name): \(error.words)")
        }
        isInsideMember = true
    }

    /// False at the end of the source.
    private mutating func refill() throws(ImportError) -> Bool {
        raw = try source.next(atMost: chunkLength)
        index = 0
        guard raw.isEmpty else { return true }
        guard !isInsideMember else {
            throw ImportError(
                .corrupt,
                "\(name) is cut off: the \(codingName) data ends at byte \(position.grouped) "
                    + "in the middle; fetch it again")
        }
        return false
    }

    private var codingName: String { compression?.rawValue ?? "" }

    /// False where only zeros were left to skip.
    private mutating func startMember() throws(ImportError) -> Bool {
        if compression == .gzip {
            while index < raw.count, raw[index] == 0 { index += 1 }
        }
        guard index < raw.count else { return false }
        gzip?.reset()
        zstd?.reset()
        isInsideMember = true
        return true
    }

    private mutating func inflate() throws(ImportError) -> [UInt8] {
        do throws(InflatingFault) {
            guard let step = try step() else { return [] }
            index += step.consumed
            isInsideMember = !step.ended
            isHoldingBack = !step.ended && step.output.count == chunkLength
            return step.output
        } catch {
            throw ImportError(
                .corrupt,
                "\(name) is damaged: the \(codingName) data cannot be inflated after byte "
                    + "\(position.grouped) (\(error.words)); fetch it again")
        }
    }

    private mutating func step() throws(InflatingFault) -> InflatedStep? {
        if compression == .gzip {
            return try gzip?.inflate(raw, from: index, atMost: chunkLength)
        }
        return try zstd?.inflate(raw, from: index, atMost: chunkLength)
    }
}
