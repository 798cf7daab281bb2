internal import Foundation

// How text becomes words, the same for every language mixed in one title:
//
//     1  Compatibility composition (NFKC): full-width and half-width letters become one.
//     2  Lower case.
//     3  Letters of alphabets (Latin, Greek, Cyrillic and the like) lose their accents; the marks
//        of other scripts carry meaning and stay.
//     4  A run of letters and digits is a word; an apostrophe inside one is dropped (don't: dont).
//     5  Chinese, Japanese and Korean write no spaces, so a run of their characters gives every
//        two that stand together (霸王别姬: 霸王 王别 别姬), and a single one by itself. It is the
//        rule of search engines: pairs need no dictionary, and most words are two characters.
//     6  A single letter is no word; a single digit is (Part 2).

/// Words of a text, in its order.
enum Tokens {
    /// Longer texts are cut: a title is no book.
    static let charactersMax = 2000

    /// The words of `text`.
    static func of(_ text: String) -> [String] {
        var words: [String] = []
        var (word, run) = ("", [Character]())
        func close() {
            if word.count > 1 || word.first?.isNumber == true { words.append(word) }
            word = ""
            if run.count == 1 { words.append(String(run[0])) }
            for pair in zip(run, run.dropFirst()) { words.append("\(pair.0)\(pair.1)") }
            run = []
        }
        let plain = text.prefix(charactersMax).description
            .precomposedStringWithCompatibilityMapping.lowercased()
        for character in plain {
            if isIdeographic(character) {
                if !word.isEmpty { close() }
                run.append(character)
            } else if character.isLetter || character.isNumber {
                if !run.isEmpty { close() }
                word += withoutAccent(character)
            } else if character != "'", character != "’" {
                close()
            }
        }
        close()
        return words
    }

    /// Whether the character belongs to a script without spaces between words.
    private static func isIdeographic(_ character: Character) -> Bool {
        guard character.isLetter, let scalar = character.unicodeScalars.first?.value else {
            return false
        }
        return 0x3040...0x30FF ~= scalar || 0x3400...0x4DBF ~= scalar
            || 0x4E00...0x9FFF ~= scalar || 0xAC00...0xD7A3 ~= scalar
            || 0xF900...0xFAFF ~= scalar || 0x20000...0x3FFFF ~= scalar
    }

    private static func withoutAccent(_ character: Character) -> String {
        guard let scalar = character.unicodeScalars.first?.value,
            scalar < 0x0530 || 0x1E00...0x1FFF ~= scalar,
            scalar > 0x7F
                || character.unicodeScalars.count > 1
        else { return String(character) }
        let parts = String(character).decomposedStringWithCanonicalMapping.unicodeScalars
        return parts.first.map { String(Character($0)) } ?? ""
    }
}
