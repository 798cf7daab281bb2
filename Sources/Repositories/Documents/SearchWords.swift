package import Interest

// An item is found by the words of its title, categories and labels, in whatever case. A word is a
// run of letters and digits; letters of scripts that put no spaces between words count one by one,
// and so does each part of "Léon-like". The same words are kept with the item and made of the
// question, so that an index answers, and answers alike wherever items are kept.

/// What items are searched by.
package enum SearchWords {
    /// The most words that are kept of an item.
    static let countMax = 200
    /// The most letters that count of a word.
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

    /// Chinese and Japanese characters, kana, and what lies beside them.
    private static func isWhole(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isIdeographic || 0x3040...0x30FF ~= scalar.value
    }
}
