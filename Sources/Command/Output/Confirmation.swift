import Foundation

/// Asks for confirmation before an operation that cannot be undone.
enum Confirmation {
    /// Returns when the answer is yes, or `--yes` was given.
    ///
    /// - Throws: one sentence when the answer is no, or there is no terminal.
    static func require(_ question: String, given: Bool) throws {
        if given { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(
                "\(question) There is no terminal for the answer: confirm with --yes")
        }
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        let answer = readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else { throw Failure("canceled: nothing changed") }
    }
}
