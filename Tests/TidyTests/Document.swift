import Foundation

/// A Markdown file of the repository, or one that a test made up.
struct Document: Sendable {
    /// From the repository's root.
    let path: String
    let text: String
    /// The lines outside of fenced blocks, with their numbers from one.
    let prose: [(number: Int, line: Substring)]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        var isFenced = false
        prose = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .compactMap { index, line in
                let isFence = line.drop { $0 == " " }.hasPrefix("```")
                if isFence { isFenced.toggle() }
                return isFence || isFenced ? nil : (index + 1, line)
            }
    }

    /// What stands between backticks in the prose, with its line.
    var codeSpans: [(number: Int, code: Substring)] {
        prose.flatMap { number, line in
            line.matches(of: #/`([^`]+)`/#).map { (number, $0.1) }
        }
    }

    /// The lines within fenced blocks.
    var drawings: [(number: Int, line: Substring)] {
        let outside = Set(prose.map(\.number))
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { (number: $0 + 1, line: $1) }.filter { !outside.contains($0.number) }
    }

    /// The prose without what stands between backticks.
    var words: [(number: Int, line: String)] {
        prose.map { (number: $0, line: String($1).replacing(#/`[^`]+`/#, with: "")) }
    }

    /// The names by which links point to the headings, as GitHub makes them.
    var anchors: Set<String> {
        Set(
            prose.compactMap { _, line in
                guard let title = line.wholeMatch(of: #/#+ (.*)/#)?.1 else { return nil }
                return title.lowercased().replacing(" ", with: "-")
                    .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
            })
    }

    /// The cells of each row of its tables.
    var rows: [(number: Int, cells: [String])] {
        prose.filter { $0.line.hasPrefix("| ") && $0.line.hasSuffix("|") }.map { number, line in
            let cells = line.dropFirst().dropLast().split(
                separator: "|", omittingEmptySubsequences: false)
            return (number, cells.map { $0.trimmingCharacters(in: .whitespaces) })
        }
    }

    func finding(_ line: Int, _ problem: String) -> Finding {
        Finding(path: path, line: line, problem: problem)
    }
}

extension Checkout {
    /// Every Markdown file of the repository.
    static let documents: [Document] = {
        let top = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        let folders = [".github", "Benchmarks", "Examples", "Sources", "Tests", "deploy", "docs"]
        return (top + folders.flatMap(files(under:))).filter { $0.hasSuffix(".md") }.sorted()
            .map { Document(path: $0, text: text(of: $0)) }
    }()

    static func document(_ path: String) -> Document { Document(path: path, text: text(of: path)) }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }
}
