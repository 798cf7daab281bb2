internal import Interest

/// Reads a payload piece by piece. Every length is held against the bytes that are left before
/// anything is allocated, so a damaged payload costs an error and no memory.
struct PayloadReader {
    private let name: String
    private let bytes: [UInt8]
    private var index = 0
    private let end: Int

    /// Opens a payload: throws where it is no payload, that of another recommender, of another
    /// version, or cut off or changed on its way.
    init(_ bytes: [UInt8], name: String, version: UInt32) throws(ModelError) {
        self.name = name
        self.bytes = bytes
        guard bytes.starts(with: PayloadSeal.magic) else {
            throw ModelError(
                .foreign, "what is stored as the model \(name) is not a model of Ebb's: train it")
        }
        end = bytes.count - PayloadSeal.checksumLength
        index = PayloadSeal.magic.count
        let written = try word()
        guard written == version else {
            if let owner = try? text(), owner != name { throw Self.foreign(name, owner) }
            throw ModelError(
                .otherVersion,
                "the model \(name) has format \(written), and this Ebb reads \(version): "
                    + "train it again")
        }
        try checkSum()
        let owner = try text()
        guard owner == name else { throw Self.foreign(name, owner) }
    }

    private static func foreign(_ name: String, _ owner: String) -> ModelError {
        ModelError(
            .foreign, "what is stored as the model \(name) is a model of \(owner): train it")
    }

    private func checkSum() throws(ModelError) {
        var sum: UInt64 = 0
        for (number, byte) in bytes[end...].enumerated() { sum |= UInt64(byte) << (8 * number) }
        guard sum == PayloadSeal.checksum(of: bytes[..<end]) else {
            throw .damaged(name, "its checksum is wrong")
        }
    }

    mutating func word() throws(ModelError) -> UInt32 {
        guard end - index >= 4 else { throw .damaged(name, "it is cut off") }
        defer { index += 4 }
        return UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8
            | UInt32(bytes[index + 2]) << 16 | UInt32(bytes[index + 3]) << 24
    }

    mutating func longWord() throws(ModelError) -> UInt64 {
        let low = try word()
        return try UInt64(low) | UInt64(word()) << 32
    }

    mutating func text() throws(ModelError) -> String {
        let length = Int(try word())
        guard length <= end - index else { throw .damaged(name, "a text is cut off") }
        defer { index += length }
        guard let text = String(validating: bytes[index..<index + length], as: UTF8.self) else {
            throw .damaged(name, "a text is not UTF-8")
        }
        return text
    }

    /// Reads `count` words; throws if there are fewer.
    mutating func halves(_ count: Int) throws(ModelError) -> [UInt32] {
        guard count >= 0, count <= (end - index) / 4 else { throw .damaged(name, "it is cut off") }
        var words: [UInt32] = []
        words.reserveCapacity(count)
        for _ in 0..<count { words.append(try word()) }
        return words
    }

    mutating func places() throws(ModelError) -> [Int32] {
        var numbers: [Int32] = []
        let count = try count(width: 4)
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(Int32(bitPattern: try word())) }
        return numbers
    }

    mutating func floats() throws(ModelError) -> [Float] {
        var numbers: [Float] = []
        let count = try count(width: 4)
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(Float(bitPattern: try word())) }
        return numbers
    }

    mutating func doubles() throws(ModelError) -> [Double] {
        var numbers: [Double] = []
        let count = try count(width: 8)
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(Double(bitPattern: try longWord())) }
        return numbers
    }

    mutating func items() throws(ModelError) -> ItemIndex {
        var ids: [ItemID] = []
        let count = try count(width: 4)
        ids.reserveCapacity(count)
        for _ in 0..<count {
            let id = ItemID(unchecked: try text())
            guard ids.last.map({ $0 < id }) ?? true else {
                throw .damaged(name, "its items are out of order")
            }
            ids.append(id)
        }
        return ItemIndex(ascending: ids)
    }

    mutating func texts() throws(ModelError) -> [String] {
        var texts: [String] = []
        let count = try count(width: 4)
        texts.reserveCapacity(count)
        for _ in 0..<count { texts.append(try text()) }
        return texts
    }

    /// Rows of item-item weights for this many items.
    mutating func rows(_ itemCount: Int) throws(ModelError) -> Neighborhood {
        let rows = Neighborhood(
            starts: try places(), neighbors: try places(), similarities: try floats())
        guard rows.fits(itemCount) else {
            throw .damaged(name, "its weights do not fit its items")
        }
        return rows
    }

    /// All of a model that is nothing but items and weights between them.
    static func itemRows(
        _ payload: [UInt8], name: String, version: UInt32
    ) throws(ModelError) -> (ItemIndex, Neighborhood) {
        var reader = try PayloadReader(payload, name: name, version: version)
        let items = try reader.items()
        let rows = try reader.rows(items.count)
        try reader.finish()
        return (items, rows)
    }

    /// Rows of a sparse matrix, whatever they hold.
    mutating func sparse() throws(ModelError) -> SparseRows {
        let rows = SparseRows(
            starts: try places(), columns: try places(), values: try floats())
        guard !rows.starts.isEmpty else { throw .damaged(name, "a matrix has no rows") }
        return rows
    }

    /// Decayed counts of all items.
    mutating func counts(of items: ItemIndex) throws(ModelError) -> DecayedCounts {
        let halfLife = Double(bitPattern: try longWord())
        let landmark = Int64(bitPattern: try longWord())
        let counts = try doubles()
        // The times that a log can have; beyond them arithmetic would run over.
        guard counts.count == items.count,
            Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds ~= landmark,
            let decayed = DecayedCounts(counts: counts, halfLife: halfLife, landmark: landmark)
        else { throw .damaged(name, "its counts do not fit its items") }
        return decayed
    }

    /// An error that says what does not fit.
    func damaged(_ what: String) -> ModelError { .damaged(name, what) }

    /// Says that everything was read.
    func finish() throws(ModelError) {
        guard index == end else { throw .damaged(name, "it is too long") }
    }

    private mutating func count(width: Int) throws(ModelError) -> Int {
        let count = try longWord()
        guard count <= UInt64(max(0, end - index) / width) else {
            throw .damaged(name, "a list is cut off")
        }
        return Int(count)
    }
}
