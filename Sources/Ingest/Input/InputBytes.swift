/// The plain bytes of a source, inflated where it is gzip, with bounded memory.
///
/// gzip is recognised by its first two bytes, whatever the file is called, and may have several
/// members one after the other (`cat a.gz b.gz`) and zeros behind the last, as tapes pad.
struct InputBytes: ~Copyable {
    private enum Coding { case unseen, plain, gzip }

    private let chunkLength: Int
    private var source: RawBytes
    private var raw: [UInt8] = []
    private var index = 0
    private var coding = Coding.unseen
    private var inflater: Inflater?
    private var isInsideMember = false

    init(_ source: ImportSource, chunkLength: Int) throws(ImportError) {
        self.source = try RawBytes(source)
        self.chunkLength = chunkLength
    }

    var name: String { source.name }
    /// Bytes of the source, compressed as they stand there, nil where nobody knows.
    var total: Int? { source.total }
    /// How far into the source it has come.
    var position: Int { source.offset - (raw.count - index) }
    var isCompressed: Bool { coding == .gzip }

    /// The next bytes, in pieces of at most a chunk; none when there are no more.
    mutating func next() throws(ImportError) -> [UInt8] {
        if coding == .unseen { try look() }
        while true {
            if index == raw.count, try !refill() { return [] }
            if coding == .plain {
                index = raw.count
                return raw
            }
            if !isInsideMember, try !startMember() { continue }
            let output = try inflate()
            if !output.isEmpty { return output }
        }
    }

    private mutating func look() throws(ImportError) {
        while raw.count < 4 {
            let more = try source.next(atMost: max(chunkLength, 1))
            if more.isEmpty { break }
            raw += more
        }
        if raw.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            throw ImportError(
                .formatUnknown,
                "\(name) is compressed with zstd, which is not read: "
                    + "inflate it and pipe it in (zstd -dc FILE | ebb import -)")
        }
        coding = raw.starts(with: [0x1F, 0x8B]) ? .gzip : .plain
        guard coding == .gzip else { return }
        do {
            inflater = try Inflater()
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
                "\(name) is cut off: the gzip data ends at byte \(position.grouped) "
                    + "in the middle; fetch it again")
        }
        return false
    }

    /// False where only zeros were left to skip.
    private mutating func startMember() throws(ImportError) -> Bool {
        while index < raw.count, raw[index] == 0 { index += 1 }
        guard index < raw.count else { return false }
        inflater?.reset()
        isInsideMember = true
        return true
    }

    private mutating func inflate() throws(ImportError) -> [UInt8] {
        do {
            guard let step = try inflater?.inflate(raw, from: index, atMost: chunkLength) else {
                return []
            }
            index += step.consumed
            isInsideMember = !step.ended
            return step.output
        } catch {
            throw ImportError(
                .corrupt,
                "\(name) is damaged: the gzip data cannot be inflated after byte "
                    + "\(position.grouped) (\(error.words)); fetch it again")
        }
    }
}
