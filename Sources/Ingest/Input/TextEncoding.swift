/// How the letters of a text are written as bytes.
public enum TextEncoding: String, Hashable, Sendable, CaseIterable {
    /// UTF-8, with or without a mark at its beginning.
    case utf8 = "UTF-8"
    /// UTF-16, the lower byte first.
    case utf16LittleEndian = "UTF-16LE"
    /// UTF-16, the higher byte first.
    case utf16BigEndian = "UTF-16BE"
    /// Windows-1252, and so Latin-1, of which it has all letters.
    case windows1252 = "Windows-1252"

    /// Takes the usual names, whatever their case and signs.
    public init?(name: String) {
        switch name.lowercased().filter({ $0 != "-" && $0 != "_" && $0 != " " }) {
        case "utf8": self = .utf8
        case "utf16", "utf16le": self = .utf16LittleEndian
        case "utf16be": self = .utf16BigEndian
        case "windows1252", "cp1252", "latin1", "iso88591", "latin9", "iso885915":
            self = .windows1252
        default: return nil
        }
    }

    /// What the first bytes say for certain, nil where that is nothing.
    static func detected(_ bytes: ArraySlice<UInt8>) -> TextEncoding? {
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if bytes.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        // No text has zeros in it, and half of UTF-16's bytes are, where it is mostly ASCII.
        let start = bytes.prefix(1000)
        guard start.count >= 8 else { return nil }
        var (even, odd) = (0, 0)
        for (place, byte) in start.enumerated() where byte == 0 {
            if place.isMultiple(of: 2) { even += 1 } else { odd += 1 }
        }
        if odd * 10 > start.count * 4, even == 0 { return .utf16LittleEndian }
        if even * 10 > start.count * 4, odd == 0 { return .utf16BigEndian }
        return nil
    }
}
