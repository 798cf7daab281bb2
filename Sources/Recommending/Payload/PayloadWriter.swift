internal import Interest

/// Writes a payload piece by piece; `sealed()` gives the bytes.
struct PayloadWriter {
    private var bytes: [UInt8]

    init(name: String, version: UInt32, capacity: Int = 0) {
        bytes = PayloadSeal.magic
        bytes.reserveCapacity(capacity + 64 + name.utf8.count)
        write(version)
        write(name)
    }

    mutating func write(_ number: UInt32) {
        for shift in stride(from: 0 as UInt32, to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func write(_ number: UInt64) {
        write(UInt32(truncatingIfNeeded: number))
        write(UInt32(truncatingIfNeeded: number >> 32))
    }

    mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// A count, then the texts.
    mutating func write(_ texts: [String]) {
        write(UInt64(texts.count))
        for text in texts { write(text) }
    }

    /// A count, then the numbers.
    mutating func write(_ numbers: [Int32]) {
        write(UInt64(numbers.count))
        for number in numbers { write(UInt32(bitPattern: number)) }
    }

    mutating func write(_ numbers: [Float]) {
        write(UInt64(numbers.count))
        for number in numbers { write(number.bitPattern) }
    }

    mutating func write(_ numbers: [Double]) {
        write(UInt64(numbers.count))
        for number in numbers { write(number.bitPattern) }
    }

    mutating func write(_ items: ItemIndex) {
        write(UInt64(items.ids.count))
        for id in items.ids { write(id.text) }
    }

    mutating func write(_ rows: Neighborhood) {
        write(rows.starts)
        write(rows.neighbors)
        write(rows.similarities)
    }

    /// The payload of a model that is nothing but items and weights between them.
    static func sealed(
        name: String, version: UInt32, _ items: ItemIndex, _ rows: Neighborhood
    ) -> [UInt8] {
        var writer = PayloadWriter(
            name: name, version: version,
            capacity: items.count * 28 + rows.neighbors.count * 8)
        writer.write(items)
        writer.write(rows)
        return writer.sealed()
    }

    mutating func write(_ rows: SparseRows) {
        write(rows.starts)
        write(rows.columns)
        write(rows.values)
    }

    mutating func write(_ counts: DecayedCounts) {
        write(counts.halfLife.bitPattern)
        write(UInt64(bitPattern: counts.landmark))
        write(counts.counts)
    }

    consuming func sealed() -> [UInt8] {
        write(PayloadSeal.checksum(of: bytes))
        return bytes
    }
}
