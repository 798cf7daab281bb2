/// Phrases that no comment, string or test name may contain, because readers stumble over them.
///
/// A phrase is found across the end of a line too, as in `// the caller is` and `// told`. The
/// house rules are in CONTRIBUTING; this holds the part of them that a reader of text can see.
struct PlainSpeech: Rule {
    /// Each phrase, with what to write instead.
    static let phrases = [
        "is told": "receives, or say who tells whom", "are told": "receive",
        "was told": "received", "were told": "received", "be told": "receive",
        "is none": "does not exist, or is invalid", "are none": "do not exist",
        "so many": "this many, or the number of", "anew": "again", "as asked": "as requested",
        "lets go": "releases, or drops", "let go": "release, or drop",
        "has no word for": "does not have", "whoever": "the user, or any caller",
        "whosoever": "anyone", "whomever": "anyone", "for ever": "forever",
        "he": "they", "him": "them", "his": "their", "shall": "must, or will",
        "hence": "so", "thereof": "of it", "therewith": "with it", "thereupon": "then",
        "whereby": "by which", "wherein": "in which", "whereof": "of which", "ere": "before",
        "aught": "anything", "naught": "nothing", "whilst": "while", "amongst": "among",
    ]

    /// British spellings by their beginnings, with the American ones.
    static let spellings = [
        "behaviour": "behavior", "catalogue": "catalog", "centre": "center", "colour": "color",
        "favour": "favor", "honour": "honor", "initialis": "initializ", "labelled": "labeled",
        "learnt": "learned", "licence": "license", "modelled": "modeled",
        "neighbour": "neighbor", "normalis": "normaliz", "optimis": "optimiz",
        "organis": "organiz", "recognis": "recogniz", "summaris": "summariz",
        "travelled": "traveled",
    ]

    /// The only file that must contain the phrases.
    private static let home = "Tests/TidyTests/PlainSpeech.swift"

    /// The phrases by their first word; only that word may begin with a capital: `is None` is
    /// Python, not a phrase.
    private let phrases: [String: [(rest: [String], phrase: String)]]
    /// The spellings by their first letters.
    private let spellings: [String: [String]]
    private static let stemLength = 6

    init() {
        var phrases: [String: [(rest: [String], phrase: String)]] = [:]
        for phrase in Self.phrases.keys.sorted() {
            let words = phrase.split(separator: " ").map(String.init)
            for first in [words[0], words[0].prefix(1).uppercased() + words[0].dropFirst()] {
                phrases[first, default: []].append((Array(words.dropFirst()), phrase))
            }
        }
        self.phrases = phrases
        spellings = Dictionary(grouping: Self.spellings.keys) { String($0.prefix(Self.stemLength)) }
    }

    func findings(in file: SourceFile) -> [Finding] {
        guard file.path != Self.home else { return [] }
        let words = file.path.hasSuffix(".swift") ? Prose(file).words : Prose(file.lines).words
        return words.indices.compactMap { index in
            problem(at: index, in: words).map {
                Finding(path: file.path, line: words[index].line, problem: $0)
            }
        }
    }

    private func problem(at index: Int, in words: [Prose.Word]) -> String? {
        let first = words[index].text
        for (rest, phrase) in phrases[first] ?? [] {
            // "When there is none" is plain English.
            let before = index > 0 ? words[index - 1].text.lowercased() : ""
            if before == "there", rest.last == "none" { continue }
            // He et al.
            if first.lowercased() == "he", words[(index + 1)...].first?.text == "et" { continue }
            if words[(index + 1)...].prefix(rest.count).map(\.text) == rest {
                return "\"\(phrase)\": write \(Self.phrases[phrase] ?? "")"
            }
        }
        guard first.utf8.count >= Self.stemLength else { return nil }
        let lower = first.lowercased()
        let stem = spellings[String(lower.prefix(Self.stemLength))]?.first(where: lower.hasPrefix)
        return stem.map { "\"\(first)\" is British: write \(Self.spellings[$0] ?? "")…" }
    }
}

/// The words of a file that people read, in order.
struct Prose {
    /// A word, or an empty text where a sentence is interrupted.
    struct Word {
        let text: String
        let line: Int
    }

    private(set) var words: [Word] = []
    private var current: [UInt8] = []

    /// The comments, strings and quoted names of a Swift file.
    init(_ file: SourceFile) {
        for (index, (line, code)) in zip(file.lines, file.code).enumerated() {
            for (byte, kept) in zip(line.utf8, code.utf8) {
                let isCode = kept != UInt8(ascii: " ")
                // A string that goes on after a plus is one text.
                add(isCode && !Self.joins(byte) ? UInt8(ascii: ".") : byte, at: index + 1)
            }
            end(at: index + 1)
        }
    }

    /// All words of a text.
    init(_ lines: [Substring]) {
        for (index, line) in lines.enumerated() {
            for byte in line.utf8 { add(byte, at: index + 1) }
            end(at: index + 1)
        }
    }

    private mutating func add(_ byte: UInt8, at line: Int) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "'"), 0x80...:
            current.append(byte)
        case UInt8(ascii: " "):
            end(at: line)
        default:
            end(at: line)
            // One interruption is as good as many: most of a file is code.
            guard !Self.joins(byte), words.last?.text.isEmpty != true else { return }
            words.append(Word(text: "", line: line))
        }
    }

    private mutating func end(at line: Int) {
        guard !current.isEmpty else { return }
        words.append(Word(text: String(decoding: current, as: UTF8.self), line: line))
        current = []
    }

    /// Signs inside a sentence that goes on in the next line or string.
    private static func joins(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "#"), UInt8(ascii: "\""), UInt8(ascii: "+"),
            UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"):
            true
        default: false
        }
    }
}
