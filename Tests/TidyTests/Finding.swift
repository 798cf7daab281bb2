/// One place that is not as the house wants it.
struct Finding: Sendable, CustomStringConvertible {
    let path: String
    let line: Int
    let problem: String

    /// As compilers write it, so that editors jump there.
    var description: String { "\(path):\(line): \(problem)" }
}

/// A rule that is held file by file.
protocol Rule: Sendable {
    func findings(in file: SourceFile) -> [Finding]
}

extension Rule {
    func findings(in files: [SourceFile]) -> [Finding] { files.flatMap(findings(in:)) }
}

extension [Finding] {
    /// One finding a line, for a test's failure.
    var report: String { map(\.description).joined(separator: "\n") }
}
