/// Undoes percent-encoding, strictly: every `%` has two hexadecimal digits, and the bytes are
/// UTF-8. So an id is either what its sender meant, or refused.
enum PercentEncoding {
    /// The text, or nil where it is not well encoded.
    ///
    /// - Parameter plusIsSpace: whether `+` stands for a space, as in forms.
    static func decode(_ text: Substring, plusIsSpace: Bool = false) -> String? {
        let plus = UInt8(ascii: "+")
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == plus && plusIsSpace })
        else { return String(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            if byte == plus, plusIsSpace {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%") {
                guard let high = iterator.next().flatMap(hexValue),
                    let low = iterator.next().flatMap(hexValue)
                else { return nil }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
