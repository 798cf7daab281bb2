internal import Algebra
internal import Interest

// Vectors of many models share a direction: all texts are alike to some degree, and cosines lie
// between 0.7 and 0.9. What tells texts apart is what is left when the mean is taken away (Mu,
// Viswanath: All-but-the-Top, ICLR 2018):
//
//     x_i = (v_i / |v_i| - m) / |…|        m the mean of all v / |v|
//
// Rows are rounded to half precision before they are used, so a model that was stored and read
// again is the same to the bit.

/// Centered vectors of length 1, one for each item.
struct MeaningRows: Hashable, Sendable {
    let items: ItemIndex
    let rows: FloatRows

    init(items: ItemIndex, rows: FloatRows) {
        self.items = items
        self.rows = rows
    }

    /// The items of `vectors`, in order of id.
    init(_ vectors: ItemVectors) throws(ModelError) {
        guard vectors.count > 0 else {
            throw ModelError(
                .emptyLog,
                "no item of the catalog has a vector: run ebb embed, or import items whose labels "
                    + "have an embedding")
        }
        guard vectors.count * vectors.dimensions <= FloatRows.countMax else {
            throw ModelError(
                .tooLarge,
                "\(vectors.count) vectors of \(vectors.dimensions) numbers are more than the "
                    + "\(FloatRows.countMax) numbers that fit: embed with fewer dimensions")
        }
        let ids = vectors.vectors.keys.sorted()
        let width = vectors.dimensions
        var mean = [Double](repeating: 0, count: width)
        var units: [[Float]] = []
        units.reserveCapacity(ids.count)
        for id in ids {
            let unit = Self.unit(vectors[id] ?? [])
            for (index, number) in unit.enumerated() { mean[index] += Double(number) }
            units.append(unit)
        }
        // One vector alone would be nothing without its mean.
        let share = ids.count > 2 ? 1 / Double(ids.count) : 0
        var values: [Float] = []
        values.reserveCapacity(ids.count * width)
        for unit in units {
            let centered = zip(unit, mean).map { Float(Double($0) - $1 * share) }
            values += Self.unit(centered).map { Float(Float16($0)) }
        }
        self.init(
            items: ItemIndex(ascending: ids), rows: FloatRows(width: width, values: values))
    }

    private static func unit(_ vector: [Float]) -> [Float] {
        let square = vector.reduce(0.0) { $0 + Double($1) * Double($1) }
        guard square > 0, square.isFinite else { return vector.map { _ in 0 } }
        let factor = 1 / square.squareRoot()
        return vector.map { Float(Double($0) * factor) }
    }

    /// The cosine of two items.
    func cosine(_ place: Int, _ other: Int) -> Double { rows.product(place, other) }

    /// Σ weight · x over the interests.
    func profile(of readings: Readings) -> [Float] {
        var sums = [Double](repeating: 0, count: rows.width)
        for reading in readings {
            let start = reading.place * rows.width
            for index in sums.indices {
                sums[index] += reading.weight * Double(rows.values[start + index])
            }
        }
        return sums.map { Float($0) }
    }
}

extension PayloadWriter {
    mutating func write(_ meaning: MeaningRows) {
        write(meaning.items)
        write(UInt32(meaning.rows.width))
        write(UInt64(meaning.rows.values.count))
        let values = meaning.rows.values
        for pair in stride(from: 0, to: values.count, by: 2) {
            let low = UInt32(Float16(values[pair]).bitPattern)
            let high = pair + 1 < values.count ? UInt32(Float16(values[pair + 1]).bitPattern) : 0
            write(low | high << 16)
        }
    }
}

extension PayloadReader {
    mutating func meaning(_ name: String) throws(ModelError) -> MeaningRows {
        let items = try items()
        let width = Int(try word())
        let count = Int(clamping: try longWord())
        guard 1...EmbeddingSpace.dimensionsMax ~= width, count <= FloatRows.countMax,
            count == items.count * width
        else { throw .damaged(name, "its vectors do not fit its items") }
        var values: [Float] = []
        // Two numbers in a word; a length that lies is found out before memory is taken for it.
        let words = try halves((count + 1) / 2)
        values.reserveCapacity(words.count * 2)
        for word in words {
            values.append(Float(Float16(bitPattern: UInt16(truncatingIfNeeded: word))))
            values.append(Float(Float16(bitPattern: UInt16(truncatingIfNeeded: word >> 16))))
        }
        values.removeLast(values.count - count)
        guard values.allSatisfy(\.isFinite) else {
            throw .damaged(name, "a vector has an invalid number")
        }
        return MeaningRows(items: items, rows: FloatRows(width: width, values: values))
    }
}
