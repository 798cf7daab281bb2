/// Lines that fit beside each other on a screen.
struct LineLength: Rule {
    static let columnsMax = 100

    func findings(in file: SourceFile) -> [Finding] {
        file.findings(file.lines, "over \(Self.columnsMax) columns") {
            // Bytes are no fewer than characters, and quicker to count.
            $0.utf8.count > Self.columnsMax && $0.count > Self.columnsMax
        }
    }
}

/// Files of one idea.
struct FileLength: Rule {
    static let linesMax = 400

    func findings(in file: SourceFile) -> [Finding] {
        let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
        guard count > Self.linesMax else { return [] }
        return [
            Finding(
                path: file.path, line: count,
                problem: "\(count) lines, over \(Self.linesMax): split it")
        ]
    }
}

/// Functions that can be taken in at once.
///
/// Counts braces in blanked code: from the line of `func`, `init`, `deinit`, `subscript`
/// or `var` to the brace that closes its body. A property's accessors count together;
/// a closure counts as part of what it stands in; a stored property has no body.
struct FunctionLength: Rule {
    static let linesMax = 70

    func findings(in file: SourceFile) -> [Finding] {
        bodies(in: file).filter { $0.last - $0.first + 1 > Self.linesMax }.map {
            Finding(
                path: file.path, line: $0.first,
                problem: "a body of \($0.last - $0.first + 1) lines, over \(Self.linesMax)")
        }
    }

    /// First and last line of each declaration that has a body, numbered from one.
    func bodies(in file: SourceFile) -> [(first: Int, last: Int)] {
        let words = Words(file.code)
        return words.indices.compactMap { index in
            guard words.beginsFunction(at: index),
                let brace = words.openingBrace(after: index),
                let end = words.closingBrace(of: brace)
            else { return nil }
            return (words.line(of: index), words.line(of: end))
        }
    }
}
