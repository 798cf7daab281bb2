/// Replaces everything but code with spaces, and keeps every line and column.
///
/// This recognizes comments (also nested), strings (also multi-line and raw) and names in
/// backquotes, but is not a parser: an interpolation is blanked with its string, and a regular
/// expression literal is read as code. So rules may miss something, but find nothing wrong.
struct Blanking {
    private let input: [UInt8]
    private var output: [UInt8]
    private var next = 0

    static func blank(_ text: String) -> String {
        var blanking = Blanking(input: Array(text.utf8))
        blanking.run()
        return String(decoding: blanking.output, as: UTF8.self)
    }

    private init(input: [UInt8]) {
        self.input = input
        output = []
        output.reserveCapacity(input.count)
    }

    private mutating func run() {
        while next < input.count {
            if looksAt("//") {
                blank(until: { $0.looksAt("\n") })
            } else if looksAt("/*") {
                blankComment()
            } else if let hashes = hashesBeforeQuote {
                blankString(hashes: hashes)
            } else if looksAt("`") {
                keep()
                blank(until: { $0.looksAt("`") || $0.looksAt("\n") })
                keep()
            } else {
                keep()
            }
        }
    }

    private func looksAt(_ word: StaticString, after distance: Int = 0) -> Bool {
        let start = next + distance
        guard start + word.utf8CodeUnitCount <= input.count else { return false }
        return word.description.utf8.enumerated().allSatisfy { input[start + $0] == $1 }
    }

    /// The number of `#` before the quote that begins here; nil when there is no quote.
    private var hashesBeforeQuote: Int? {
        guard looksAt("\"") || looksAt("#") else { return nil }
        let hashes = input[next...].prefix { $0 == UInt8(ascii: "#") }.count
        return looksAt("\"", after: hashes) ? hashes : nil
    }

    private mutating func keep(_ count: Int = 1) {
        let end = min(next + count, input.count)
        output += input[next..<end]
        next = end
    }

    private mutating func skip(_ count: Int = 1) {
        for _ in 0..<count where next < input.count {
            output.append(input[next] == UInt8(ascii: "\n") ? input[next] : UInt8(ascii: " "))
            next += 1
        }
    }

    private mutating func blank(until isEnd: (Blanking) -> Bool) {
        while next < input.count, !isEnd(self) { skip() }
    }

    private mutating func blankComment() {
        var depth = 0
        repeat {
            if looksAt("/*") {
                depth += 1
            } else if looksAt("*/") {
                depth -= 1
            } else {
                skip()
                continue
            }
            skip(2)
        } while depth > 0 && next < input.count
    }

    private mutating func blankString(hashes: Int) {
        keep(hashes)
        let quotes = looksAt("\"\"\"") ? 3 : 1
        keep(quotes)
        while next < input.count {
            if hasEscape(hashes) {
                let isInterpolation = looksAt("(", after: 1 + hashes)
                skip(2 + hashes)
                if isInterpolation { blankInterpolation() }
            } else if hasEnd(quotes, hashes) || quotes == 1 && looksAt("\n") {
                break
            } else {
                skip()
            }
        }
        keep(quotes + hashes)
    }

    private func hasEscape(_ hashes: Int) -> Bool {
        looksAt("\\") && (0..<hashes).allSatisfy { looksAt("#", after: 1 + $0) }
    }

    private func hasEnd(_ quotes: Int, _ hashes: Int) -> Bool {
        (0..<quotes).allSatisfy { looksAt("\"", after: $0) }
            && (0..<hashes).allSatisfy { looksAt("#", after: quotes + $0) }
    }

    /// Blanks up to the parenthesis that ends the interpolation, which may contain strings.
    private mutating func blankInterpolation() {
        var depth = 1
        while next < input.count, depth > 0 {
            if let hashes = hashesBeforeQuote {
                // The quotes of the inner string must not look like the end of the outer one.
                let start = output.count
                blankString(hashes: hashes)
                for index in start..<output.count where output[index] != UInt8(ascii: "\n") {
                    output[index] = UInt8(ascii: " ")
                }
                continue
            }
            if looksAt("(") { depth += 1 }
            if looksAt(")") { depth -= 1 }
            skip()
        }
    }
}
