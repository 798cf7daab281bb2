/// The folders that may use C, with the reason for each.
///
/// In other folders, the keyword `unsafe` and the import of a C module are findings.
struct CSpeakers: Rule {
    static let folders = [
        "Sources/Mongo": "owns the handles of libmongoc and reads BSON where it lies",
        "Sources/Algebra": "lends matrices to OpenBLAS and LAPACK",
        "Sources/Ingest": "packs and unpacks with zlib and zstd",
        "Sources/Daemon": "locks with flock, starts a process, asks who listens",
        "Sources/Program": "lets another program take the place of this one",
        "Sources/Hashing": "has OpenSSL compute digests",
        "Sources/Certificates": "has OpenSSL read when a certificate ends",
        "Sources/TLS": "owns the handles of OpenSSL and lends it buffers of NIO",
        "Sources/HTTPCalls": "owns the handles of libcurl",
        "Sources/Service/Memory": "has glibc give memory back",
        "Benchmarks": "runs the raw loops of C that Ebb is measured against",
        "Tests/Harness": "looks for a free port, for a server of a test's own",
        "Tests/Damage": "packs with zlib and zstd what Ingest unpacks",
        "Tests/IngestTests": "makes a pipe, and cancels its own task",
        "Tests/MongoTests": "holds the handles against libmongoc's own",
        "Tests/TLSTests": "is a client of OpenSSL's own, without a socket",
        "Tests/DaemonTests": "leaves files open for children, and cancels its own task",
    ]

    /// The C modules: the modules of the package that have a module map.
    let modules: Set<String>

    func findings(in file: SourceFile) -> [Finding] {
        let isSpeaker = Self.folders.keys.contains { file.path.hasPrefix("\($0)/") }
        guard !isSpeaker else { return [] }
        return file.findings(file.code, "C is not spoken in \(file.home)") { line in
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
            if words.contains("unsafe") { return true }
            guard let position = words.firstIndex(of: "import") else { return false }
            return words[position...].contains { modules.contains(String($0)) }
        }
    }
}

/// Forbids unfinished or unsafe code in the sources.
struct Leftovers: Rule {
    static let marks = [
        "TODO", "FIXME", "XXX", "fatalError(", "try!", "@unchecked Sendable",
    ]

    func findings(in file: SourceFile) -> [Finding] {
        Self.marks.flatMap { mark in
            file.findings(file.lines, "has \(mark)") { $0.contains(mark) }
        }
    }
}

/// Requires a doc comment for every public declaration.
struct Documentation: Rule {
    private static let declarations: Set<Substring> = [
        "actor", "associatedtype", "case", "class", "enum", "func", "init", "let", "macro",
        "protocol", "struct", "subscript", "typealias", "var",
    ]

    func findings(in file: SourceFile) -> [Finding] {
        file.code.indices.compactMap { index in
            guard isPublicDeclaration(file.code[index]),
                !isDocumented(file.lines[..<index], file.code[..<index])
            else { return nil }
            return Finding(path: file.path, line: index + 1, problem: "public without a `///`")
        }
    }

    private func isPublicDeclaration(_ line: Substring) -> Bool {
        let words = line.split { !($0.isLetter || $0 == "_" || $0 == "@") }
        guard let position = words.firstIndex(where: { $0 == "public" || $0 == "open" })
        else { return false }
        return words[(position + 1)...].prefix(4).contains { Self.declarations.contains($0) }
    }

    /// Whether the nearest line above, except attributes, is a doc comment.
    private func isDocumented(_ lines: ArraySlice<Substring>, _ code: ArraySlice<Substring>) -> Bool
    {
        for (line, code) in zip(lines, code).reversed() {
            let content = line.drop { $0 == " " }
            if content.hasPrefix("///") { return true }
            let isAttribute = code.drop { $0 == " " }.hasPrefix("@")
            if !isAttribute { return false }
        }
        return false
    }
}
