import Foundation

/// Links within the repository lead to a file, and to a heading where they name one.
struct Links {
    /// Whether there is a file or folder at a path from the root.
    let exists: (String) -> Bool
    /// The headings' anchors of a document.
    let anchors: (String) -> Set<String>

    func findings(in document: Document) -> [Finding] {
        document.words.flatMap { number, line in
            line.matches(of: #/\]\(([^)\s]+)\)/#).compactMap { match in
                problem(of: String(match.1), in: document).map { document.finding(number, $0) }
            }
        }
    }

    private func problem(of link: String, in document: Document) -> String? {
        if link.contains("://") || link.hasPrefix("mailto:") { return nil }
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let target = parts[0].isEmpty ? document.path : resolved(parts[0], in: document)
        // DocC names pictures without their ending.
        let isPicture = document.path.contains(".docc/") && exists(target + ".svg")
        guard exists(target) || isPicture else { return "nothing is at \(link)" }
        guard parts.count == 2, !anchors(target).contains(String(parts[1])) else { return nil }
        return "\(target) has no heading #\(parts[1])"
    }

    private func resolved(_ target: Substring, in document: Document) -> String {
        var steps = document.path.split(separator: "/").dropLast()
        for step in target.split(separator: "/") where step != "." {
            if step == ".." { _ = steps.popLast() } else { steps.append(step) }
        }
        return steps.joined(separator: "/")
    }
}

/// Paths, types and modules that a document about the code names are there.
struct NamesOfCode {
    /// Whether there is a file or folder at a path from the root.
    let exists: (String) -> Bool
    /// Every word of the Swift files.
    let words: Set<Substring>

    /// The documents that the rule is for.
    static func covers(_ path: String) -> Bool {
        ["ARCHITECTURE.md", "CONTRIBUTING.md"].contains(path) || path.hasPrefix("docs/decisions/")
    }

    func findings(in document: Document) -> [Finding] {
        inText(of: document) + inDrawings(of: document)
    }

    /// Names of others' things.
    private static let foreign: Set<Substring> = ["GridFS", "MongoDB"]

    /// Words with a capital inside, such as `ReadWorkers`, are types.
    private func inDrawings(of document: Document) -> [Finding] {
        document.drawings.flatMap { number, line in
            line.matches(of: #/\b[A-Z]+[a-z]+[A-Z]\w*/#).map(\.output)
                .filter { !words.contains($0) && !Self.foreign.contains($0) }
                .map { document.finding(number, "no type \($0)") }
        }
    }

    private func inText(of document: Document) -> [Finding] {
        document.codeSpans.compactMap { number, code in
            if let path = code.wholeMatch(of: Self.path)?.1 {
                return exists(String(path)) ? nil : document.finding(number, "no file \(path)")
            }
            guard let type = code.wholeMatch(of: Self.type)?.1, !words.contains(type) else {
                return nil
            }
            return document.finding(number, "no type or module \(type)")
        }
    }

    /// A path without wildcards, perhaps with arguments behind it.
    private static var path: Regex<(Substring, Substring)> {
        #/((?:\.ci|Benchmarks|Examples|Sources|Tests|deploy|docs|scripts)/[\w./+-]+)(?: .*)?/#
    }

    /// `Name` or `Name.member`, the name in camel case.
    private static var type: Regex<(Substring, Substring)> {
        #/([A-Z]\w*[a-z]\w*)(?:\.\w+)?/#
    }
}

/// The table of modules is that of the package.
struct ModuleTable {
    /// The modules of each target under `Sources` that `Package.swift` lets it import.
    let dependencies: [String: Set<String>]

    /// - Parameter manifest: the text of `Package.swift`.
    init(manifest: String) {
        var found: [String: Set<String>] = [:]
        let calls = manifest.split(
            separator: #/\.(?:target|executableTarget|systemLibrary|testTarget)\(/#,
            omittingEmptySubsequences: false)
        for call in calls.dropFirst() where !call.contains(#/\bpath: "/#) {
            guard let name = call.firstMatch(of: #/name: "([^"]+)"/#)?.1 else { continue }
            let list = call.firstMatch(of: #/dependencies: \[(?s)(.*?)\],?\s*(?:\w+:|\))/#)?.1 ?? ""
            let own = list.replacing(#/\.product\([^)]*\)/#, with: "").replacing(#///.*/#, with: "")
            found[String(name)] = Set(own.matches(of: #/"([^"]+)"/#).map { String($0.1) })
        }
        dependencies = found
    }

    /// - Parameter modules: the Swift modules that must have a row.
    func findings(in document: Document, modules: Set<String>) -> [Finding] {
        var missing = modules
        var findings: [Finding] = []
        for (number, cells) in document.rows where cells.count == 3 {
            guard let name = cells[0].wholeMatch(of: #/`([\w-]+)`/#).map({ String($0.1) }),
                missing.remove(name) != nil
            else { continue }
            let said = Set(cells[2].matches(of: #/`([^`]+)`/#).map { String($0.1) })
            let real = dependencies[name] ?? []
            if said != real {
                let list = real.sorted().map { "`\($0)`" }.joined(separator: " ")
                findings.append(document.finding(number, "\(name) builds on \(list)"))
            }
        }
        return findings + missing.sorted().map { document.finding(1, "no row for module \($0)") }
    }
}

/// Words that the glossary rules out are in no document.
struct Vocabulary {
    let banned: Set<String>

    /// Takes the list under the heading "Never" of the glossary.
    init(glossary: Document) {
        let list = glossary.prose.drop { $0.line != "## Never" }.dropFirst()
            .prefix { !$0.line.hasPrefix("#") }
        banned = Set(list.flatMap { $0.line.matches(of: #/`([^`]+)`/#).map { String($0.1) } })
    }

    func findings(in document: Document) -> [Finding] {
        document.words.flatMap { number, line in
            line.lowercased().split { !$0.isLetter }.filter(isBanned)
                .map { document.finding(number, "the glossary rules out \"\($0)\"") }
        }
    }

    /// Whether the glossary or the rule for comments and strings rules a word out.
    private func isBanned(_ word: Substring) -> Bool {
        banned.contains(String(word)) || PlainSpeech.phrases[String(word)] != nil
            || PlainSpeech.spellings.keys.contains(where: word.hasPrefix)
    }
}
