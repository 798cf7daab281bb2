import Foundation
import Testing

/// The phrases stand only in `PlainSpeech`, so every test builds its text from there.
struct PlainSpeechTests {
    static let phrases = PlainSpeech.phrases.keys.sorted()

    private func lines(_ text: String, path: String = "Sources/Place/File.swift") -> [Int] {
        PlainSpeech().findings(in: SourceFile(path: path, text: text)).map(\.line)
    }

    @Test(arguments: phrases)
    func `a phrase is found in a comment, a string and a quoted name`(_ phrase: String) {
        let text = """
            let a = 1
            /// The user \(phrase), now.
            let b = "it \(phrase)."
            func `a user \(phrase)`() {}
            """
        #expect(lines(text) == [2, 3, 4])
        #expect(lines("# The user \(phrase)\n", path: "scripts/place") == [1])
    }

    @Test(arguments: PlainSpeech.spellings.keys.sorted())
    func `a British spelling is found by its beginning`(_ spelling: String) {
        #expect(lines("// One \(spelling)s\n// Two \(spelling.capitalized)\n") == [1, 2])
        #expect(lines("let \(spelling) = 1\n").isEmpty)
    }

    @Test(arguments: phrases.filter { $0.contains(" ") })
    func `a phrase is found across the end of a line and of a string`(_ phrase: String) {
        let words = phrase.split(separator: " ", maxSplits: 1)
        #expect(lines("let a = 1\n// The user \(words[0])\n// \(words[1]).\n") == [2])
        #expect(lines("fail(\"it \(words[0]) \"\n    + \"\(words[1])\")\n") == [1])
    }

    @Test(arguments: phrases)
    func `code, other sentences and other capitals are not prose with a phrase`(_ phrase: String) {
        let name = phrase.split(separator: " ").joined(separator: "_")
        #expect(lines("let \(name) = \(name)()\n").isEmpty)
        let words = phrase.split(separator: " ", maxSplits: 1)
        if words.count == 2 {
            #expect(lines("// It \(words[0]). \(words[1])\n").isEmpty)
            #expect(lines("// It \(words[0]) \(words[1].capitalized)\n").isEmpty)
            #expect(lines("let a = \"\(words[0])\", b = \"\(words[1])\"\n").isEmpty)
        }
    }

    @Test func `nothing to find is said as everybody says it`() {
        let phrase = Self.phrases.first { $0.hasSuffix("none") } ?? ""
        #expect(lines("/// Nil when there \(phrase).\n").isEmpty)
    }
}
