/// Forbids imports in the domain module.
struct NoImports: Rule {
    /// The only module to which the rule applies.
    static let folder = "Sources/Interest/"
    /// Modules that are part of every Swift toolchain and independent of the system.
    static let allowed: Set<String> = []

    func findings(in file: SourceFile) -> [Finding] {
        guard file.path.hasPrefix(Self.folder) else { return [] }
        return file.findings(file.code, "the domain imports nothing") { line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import") else { return false }
            return !Self.allowed.contains(words[(position + 1)...].first.map(String.init) ?? "")
        }
    }
}

/// Forbids empty and unused files.
///
/// A file is used when another source file contains a name that it declares, when it adds a
/// conformance to a type, or when it contains the entry point of a program.
struct DeadFiles {
    func findings(among files: [SourceFile]) -> [Finding] {
        var homes: [Substring: Set<Int>] = [:]
        for (number, file) in files.enumerated() {
            for word in words(of: file) { homes[word, default: []].insert(number) }
        }
        return files.enumerated().compactMap { number, file in
            let words = words(of: file)
            if words.isEmpty { return Finding(path: file.path, line: 1, problem: "empty file") }
            let isUsed = names(in: file).contains { (homes[$0]?.count ?? 0) > 1 }
            if isUsed || isEntry(file) || hasConformance(file) { return nil }
            return Finding(path: file.path, line: 1, problem: "nothing in it is used elsewhere")
        }
    }

    private func words(of file: SourceFile) -> Set<Substring> {
        Set(file.code.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "_") } })
    }

    private static let declarations: Set<Substring> = [
        "actor", "class", "enum", "func", "let", "protocol", "struct", "typealias", "var",
    ]

    private func names(in file: SourceFile) -> [Substring] {
        file.code.flatMap { line in
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
            return zip(words, words.dropFirst()).filter { Self.declarations.contains($0.0) }
                .map(\.1)
        }
    }

    private func isEntry(_ file: SourceFile) -> Bool {
        file.path.hasSuffix("/main.swift") || file.code.contains { $0.contains("@main") }
    }

    private func hasConformance(_ file: SourceFile) -> Bool {
        file.code.contains { $0.contains("extension ") && $0.contains(":") }
    }
}

/// Requires tests for every Swift module.
struct Untested {
    /// Modules that are tested as programs.
    static let programs: Set<Substring> = ["Command", "ebb-http"]

    func findings(among files: [SourceFile]) -> [Finding] {
        let homes = Set(files.map(\.home))
        // `Sources/ebb` may be tested by `Tests/EbbTests`: the names of targets are free.
        let tested = Set(homes.filter { $0.hasPrefix("Tests/") }.map { $0.lowercased() })
        return homes.filter { $0.hasPrefix("Sources/") }.sorted().compactMap { home in
            let module = home.dropFirst("Sources/".count)
            if Self.programs.contains(module) { return nil }
            if tested.contains("tests/\(module.lowercased())tests") { return nil }
            return Finding(path: home, line: 1, problem: "has no Tests/\(module)Tests")
        }
    }
}
