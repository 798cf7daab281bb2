internal import Interest

/// A spelling of times as `strptime` describes it: `%d/%m/%Y %H:%M:%S`.
///
///     TimePattern("%d.%m.%y %H.%M")?.time(of: Array("3.4.13 22.45".utf8)[...])
///
/// Known are `%Y %y %m %b %B %h %d %e %j %H %I %M %S %f %p %z %Z %s %a %A %D %F %T %R %n %t %%`.
public struct TimePattern: Hashable, Sendable {
    /// The pattern as it was written.
    public let text: String

    private enum Part: Hashable {
        case letter(UInt8)
        case field(UInt8)
    }

    private let parts: [Part]

    private static let fields = Array("YymbBhdejHIMSfpzZsaAnt".utf8)
    private static let compounds: [UInt8: String] = [
        UInt8(ascii: "D"): "%m/%d/%y", UInt8(ascii: "F"): "%Y-%m-%d",
        UInt8(ascii: "T"): "%H:%M:%S", UInt8(ascii: "R"): "%H:%M",
    ]

    /// Nil if a letter behind `%` is not one of those, or if the pattern has no day.
    public init?(_ text: String) {
        self.text = text
        guard let parts = Self.parts(Array(text.utf8)), Self.saysDay(parts) else { return nil }
        self.parts = parts
    }

    /// Whether the pattern has a day and a month, so that only the year may be missing.
    private static func saysDay(_ parts: [Part]) -> Bool {
        func has(_ letters: String) -> Bool {
            parts.contains { part in
                if case .field(let letter) = part { letters.utf8.contains(letter) } else { false }
            }
        }
        return has("s") || has("j") || (has("mbBh") && has("de"))
    }

    private static func parts(_ bytes: [UInt8]) -> [Part]? {
        var parts: [Part] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%") else {
                parts.append(.letter(bytes[index]))
                index += 1
                continue
            }
            guard index + 1 < bytes.count else { return nil }
            let letter = bytes[index + 1]
            index += 2
            if let compound = compounds[letter] {
                parts += Self.parts(Array(compound.utf8)) ?? []
            } else if letter == UInt8(ascii: "%") {
                parts.append(.letter(letter))
            } else {
                guard fields.contains(letter) else { return nil }
                parts.append(.field(letter))
            }
        }
        return parts
    }

    /// The time that a text says in this pattern; nil where it does not fit.
    ///
    /// - Parameter year: the year of a pattern without one.
    func time(of bytes: ArraySlice<UInt8>, year: Int64?) -> WallTime? {
        var reading = PatternReading(bytes: bytes, year: year)
        for part in parts {
            switch part {
            case .letter(0x20): reading.skipSpace()
            case .letter(let letter): guard reading.take(letter) else { return nil }
            case .field(let letter): guard reading.field(letter) else { return nil }
            }
        }
        return reading.time
    }
}
