import Foundation

/// Asks before something that cannot be undone.
enum Confirmation {
    /// Returns where the answer is yes, or was given beforehand (`--yes`).
    ///
    /// - Throws: a sentence where it is no, and where nobody can be asked.
    static func require(_ question: String, given: Bool) throws {
        if given { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(
                "\(question) There is no terminal to ask on: say so beforehand with --yes")
        }
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        let answer = readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else { throw Failure("nothing was done") }
    }
}
