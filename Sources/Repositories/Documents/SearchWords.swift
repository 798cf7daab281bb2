package import Interest

// An item is found by the words of its title, categories and labels, in upper or lower case. A word
// is a run of letters and digits, so "Léon-like" has two words. In scripts without spaces between
// words, each character is a word. The words are stored with the item and computed from the query
// in the same way, so that an index can be used, and all repositories give the same results.

/// The words by which items are searched.
package enum SearchWords {
    /// The maximum number of words of an item.
    static let countMax = 200
    /// The number of letters of a word that are used.
    static let lengthMax = 64

    /// The words of an item, each once, in order.
    package static func of(_ item: Item) -> [String] {
        let texts = [item.title ?? ""] + item.categories + item.labels.words
        var words: Set<String> = []
        for text in texts {
            for word in of(text) where words.count < countMax { words.insert(word) }
        }
        return words.sorted()
    }

    /// The words of a text, in lower case.
    package static func of(_ text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func end() {
            if !word.isEmpty { words.append(String(word)) }
            word.removeAll()
        }
        for scalar in text.lowercased().unicodeScalars {
            guard isPart(scalar) else {
                end()
                continue
            }
            if isWhole(scalar) {
                end()
                words.append(String(Character(scalar)))
            } else if word.count < lengthMax {
                word.append(scalar)
            }
        }
        end()
        return words
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// Whether the character is a word by itself: ideographs, kana and the like.
    private static func isWhole(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isIdeographic || 0x3040...0x30FF ~= scalar.value
    }
}
