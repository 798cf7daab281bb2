/// What a JSON string with escapes in it says.
enum JSONText {
    /// The bytes of `token` with its escapes replaced; the rest is passed as it is, UTF-8 or not.
    ///
    /// A surrogate without its other half is no character and has no UTF-8: it is a fault.
    static func unescaped(_ line: Span<UInt8>, _ token: Token) throws(Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(token.end - token.start)
        var index = token.start
        while index < token.end {
            if line[index] != UInt8(ascii: "\\") {
                bytes.append(line[index])
                index += 1
            } else if line[index + 1] == UInt8(ascii: "u") {
                let (scalar, length) = try character(line, index, token.end)
                bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                index += length
            } else {
                bytes.append(plain(line[index + 1]))
                index += 2
            }
        }
        return bytes
    }

    /// Four hexadecimal digits, nil where there are not four.
    static func codeUnit(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> UInt16? {
        guard start + 4 <= end else { return nil }
        var unit: UInt16 = 0
        for index in start..<start + 4 {
            let digit: UInt8
            switch line[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = line[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = line[index] - 87
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = line[index] - 55
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    private static func character(
        _ line: Span<UInt8>, _ start: Int, _ end: Int
    ) throws(Fault) -> (scalar: Unicode.Scalar, length: Int) {
        let first = codeUnit(line, start + 2, end) ?? 0
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        guard UTF16.isLeadSurrogate(first), start + 8 <= end,
            line[start + 6] == UInt8(ascii: "\\"), line[start + 7] == UInt8(ascii: "u"),
            let second = codeUnit(line, start + 8, end), UTF16.isTrailSurrogate(second)
        else {
            throw Fault(.notUTF8, "an escape is half a surrogate pair", at: start)
        }
        let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        return (Unicode.Scalar(value) ?? "\u{FFFD}", 12)
    }

    private static func plain(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }
}
