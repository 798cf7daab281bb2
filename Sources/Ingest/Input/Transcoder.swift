/// Makes UTF-8 of a stream in another encoding, chunk by chunk.
struct Transcoder: Sendable {
    private let encoding: TextEncoding
    /// Bytes of a letter that the last chunk cut through.
    private var rest: [UInt8] = []
    private var isBegun = false

    init(_ encoding: TextEncoding) { self.encoding = encoding }

    /// The text of a chunk; the last is empty.
    mutating func text(_ chunk: [UInt8]) -> [UInt8] {
        switch encoding {
        case .utf8: return chunk
        case .windows1252: return Self.western(chunk)
        case .utf16LittleEndian, .utf16BigEndian: return wide(chunk)
        }
    }

    private static func western(_ chunk: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(chunk.count + chunk.count / 8)
        for byte in chunk {
            if byte < 0x80 {
                text.append(byte)
            } else {
                append(0x80...0x9F ~= byte ? high[Int(byte) - 0x80] : UInt32(byte), to: &text)
            }
        }
        return text
    }

    /// What Windows has where Latin-1 has control characters.
    private static let high: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
        0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ]

    private mutating func wide(_ chunk: [UInt8]) -> [UInt8] {
        let isEnd = chunk.isEmpty
        let bytes = rest + chunk
        rest = []
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var index = 0
        while index + 1 < bytes.count {
            let unit = unit(bytes, index)
            if UTF16.isLeadSurrogate(unit), index + 3 >= bytes.count, !isEnd { break }
            index += 2
            guard UTF16.isLeadSurrogate(unit), index + 1 < bytes.count else {
                if isBegun || unit != 0xFEFF { append(unit, to: &text) }
                isBegun = true
                continue
            }
            let second = self.unit(bytes, index)
            guard UTF16.isTrailSurrogate(second) else {
                append(unit, to: &text)
                continue
            }
            index += 2
            let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
            Self.append(value, to: &text)
        }
        if !isEnd { rest = Array(bytes[index...]) }
        return text
    }

    private func unit(_ bytes: [UInt8], _ index: Int) -> UInt16 {
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        return encoding == .utf16LittleEndian ? second << 8 | first : first << 8 | second
    }

    private func append(_ unit: UInt16, to text: inout [UInt8]) {
        // Half a letter is no text: a byte that UTF-8 has not makes its line a bad one.
        guard !UTF16.isLeadSurrogate(unit), !UTF16.isTrailSurrogate(unit) else {
            return text.append(0xFF)
        }
        Self.append(UInt32(unit), to: &text)
    }

    private static func append(_ value: UInt32, to text: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(value), let bytes = UTF8.encode(scalar) else { return }
        text.append(contentsOf: bytes)
    }
}
