/// Limits the length of lines, so that two files fit next to each other on a screen.
struct LineLength: Rule {
    static let columnsMax = 100

    func findings(in file: SourceFile) -> [Finding] {
        file.findings(file.lines, "over \(Self.columnsMax) columns") {
            // There are at least as many bytes as characters, and they are faster to count.
            $0.utf8.count > Self.columnsMax && $0.count > Self.columnsMax
        }
    }
}

/// Limits the length of files: one idea in each file.
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

/// Limits the length of functions, so that each can be understood at once.
///
/// Counts braces in blanked code: from the line of `func`, `init`, `deinit`, `subscript`
/// or `var` to the brace that closes its body. The accessors of a property count together;
/// a closure counts as part of its function; a stored property has no body.
struct FunctionLength: Rule {
    static let linesMax = 70

    func findings(in file: SourceFile) -> [Finding] {
        bodies(in: file).filter { $0.last - $0.first + 1 > Self.linesMax }.map {
            Finding(
                path: file.path, line: $0.first,
                problem: "a body of \($0.last - $0.first + 1) lines, over \(Self.linesMax)")
        }
    }

    /// The first and last lines of all declarations with a body, numbered from one.
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
