/// One place that breaks a rule of the house style.
struct Finding: Sendable, CustomStringConvertible {
    let path: String
    let line: Int
    let problem: String

    /// The finding in the format of compilers, so that editors can jump there.
    var description: String { "\(path):\(line): \(problem)" }
}

/// A rule that checks one file at a time.
protocol Rule: Sendable {
    func findings(in file: SourceFile) -> [Finding]
}

extension Rule {
    func findings(in files: [SourceFile]) -> [Finding] { files.flatMap(findings(in:)) }
}

extension [Finding] {
    /// One finding on each line, for the failure of a test.
    var report: String { map(\.description).joined(separator: "\n") }
}
