/// The words that stand for no value in a delimited file, where they are not in quotes.
struct NullWords: Sendable {
    /// What databases and R write for it: MySQL's `\N`, SQL's `NULL`, R's `NA`.
    static let usual = ["\\N", "NULL", "null", "NA", "N/A", "<NA>", "(null)"]

    private let words: [[UInt8]]
    private let lengthMax: Int
    /// The bytes that a word begins with, a bit each: most values begin with none of them.
    private let first: (low: UInt64, high: UInt64)

    /// Takes the words themselves.
    init(_ words: [String]) {
        self.words = words.map { Array($0.utf8) }.filter { !$0.isEmpty }
        lengthMax = self.words.map(\.count).max() ?? 0
        var first: (low: UInt64, high: UInt64) = (0, 0)
        for byte in self.words.compactMap(\.first) {
            if byte < 64 {
                first.low |= 1 << UInt64(byte)
            } else {
                first.high |= 1 << UInt64(byte & 63)
            }
        }
        self.first = first
    }

    /// Whether a part of a line is one of them.
    func contains(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end - start <= lengthMax, start < end else { return false }
        let byte = line[start]
        let bits = byte < 64 ? first.low : first.high
        guard bits >> UInt64(byte & 63) & 1 == 1 else { return false }
        next: for word in words where word.count == end - start {
            for place in word.indices where word[place] != line[start + place] { continue next }
            return true
        }
        return false
    }
}
