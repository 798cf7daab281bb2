/// Forbids the time limit of Swift Testing.
///
/// It counts from the moment when a test could begin, so on two cores it counts the tests that run
/// before it: a limit that no test comes near alone is exceeded when the machine is slow. Commands
/// that tests start have a limit of their own, and `scripts/test` ends a run that hangs and names
/// the tests that hang.
struct TimeLimits: Rule {
    func findings(in file: SourceFile) -> [Finding] {
        file.code.indices.filter { file.code[$0].contains(".timeLimit(") }.map { index in
            Finding(
                path: file.path, line: index + 1,
                problem: "a time limit that counts other tests: see TimeLimits")
        }
    }
}
