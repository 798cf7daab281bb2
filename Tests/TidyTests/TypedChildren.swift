/// Forbids `do throws(…)` directly within a child task of a group.
///
/// The optimizer of Swift 6.3.1 can leave the result of such a child unwritten: a release build of
/// a group of tuples ended with signal 11 or 6 where a debug build worked. Call a function from the
/// child instead, and catch in there.
struct TypedChildren: Rule {
    /// How many lines after the beginning of a child are looked at.
    private static let linesMax = 3

    func findings(in file: SourceFile) -> [Finding] {
        file.code.indices.filter { index in
            file.code[index].contains("addTask")
                && file.code[index...].prefix(Self.linesMax).contains { $0.contains("do throws(") }
        }.map { index in
            Finding(
                path: file.path, line: index + 1,
                problem: "a typed catch in a child task: see TypedChildren")
        }
    }
}
