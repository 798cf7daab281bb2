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
    /// What it is packed in, beside gzip and zstd.
    private(set) var container: Container?
    // The file of a zip archive that is read, and what came out of it so far.
    private var member: ZipMember?
    private var unpacked = 0
    private var checksum: UInt32 = 0
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
            if compression == nil, !isDeflated {
                index = raw.count
                if member != nil { try count(raw) }
                return raw
            }
            if !isInsideMember, try !startMember() { continue }
            let output = try inflate()
            if member != nil { try count(output) }
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
        if let container = Container(raw) { return try open(container) }
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

    private var isDeflated: Bool { member?.method == 8 }

    private mutating func open(_ container: Container) throws(ImportError) {
        self.container = container
        let start = raw
        raw = []
        index = 0
        guard container == .zip else {
            source = try RawBytes(unpacking: source, container, after: start)
            return
        }
        let wanted = source.member
        let member = try ZipDirectory(&source).member(wanted)
        let header = try source.bytes(member.headerOffset..<member.headerOffset + 30)
        guard let start = header.zipDataOffset(member.headerOffset) else {
            throw ZipDirectory.damaged(name)
        }
        try source.seek(to: start, until: start + member.packedSize)
        self.member = member
        guard isDeflated else { return }
        do {
            gzip = try Inflater(isBare: true)
        } catch {
            throw ImportError(.unreadable, "cannot inflate \(name): \(error.words)")
        }
        isInsideMember = true
    }

    /// Counts what came out of an archive, which may be neither more nor less than it says.
    private mutating func count(_ output: [UInt8]) throws(ImportError) {
        guard let member else { return }
        unpacked += output.count
        checksum = Inflater.checksum(output, after: checksum)
        guard unpacked <= member.size else { throw ZipDirectory.damaged(name) }
    }

    private func checkMember() throws(ImportError) {
        guard let member else { return }
        guard unpacked == member.size, checksum == member.crc else {
            throw ImportError(
                .corrupt,
                "\(name) is damaged: \(member.name) in it is not what its directory says; fetch it "
                    + "again")
        }
    }

    /// False at the end of the source.
    private mutating func refill() throws(ImportError) -> Bool {
        raw = try source.next(atMost: chunkLength)
        index = 0
        guard raw.isEmpty else { return true }
        if !isInsideMember { try checkMember() }
        guard !isInsideMember else {
            throw ImportError(
                .corrupt,
                "\(name) is cut off: the \(codingName) data ends at byte \(position.grouped) "
                    + "in the middle; fetch it again")
        }
        return false
    }

    private var codingName: String { compression?.rawValue ?? container?.rawValue ?? "" }

    /// False where only zeros were left to skip.
    private mutating func startMember() throws(ImportError) -> Bool {
        if compression == .gzip {
            while index < raw.count, raw[index] == 0 { index += 1 }
        }
        if isDeflated {
            // Behind the one file nothing is read.
            index = raw.count
            return false
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
        if compression == .gzip || isDeflated {
            return try gzip?.inflate(raw, from: index, atMost: chunkLength)
        }
        return try zstd?.inflate(raw, from: index, atMost: chunkLength)
    }
}
