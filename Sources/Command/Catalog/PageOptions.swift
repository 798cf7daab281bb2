import ArgumentParser

/// Which part of a long list is shown.
struct PageOptions: ParsableArguments {
    /// The most that one command shows: who wants more exports.
    static let limitMax = 10_000

    @Option(help: "How many at most.")
    var limit = 50

    @Option(help: "Only what comes behind this id: the last one of the page before.")
    var after: String?

    func validate() throws {
        guard 1...Self.limitMax ~= limit else {
            throw ValidationError("--limit must be from 1 to \(Self.limitMax).")
        }
    }

    /// What to say behind a page: how to get the next, where there may be one.
    func next(_ last: String?, count: Int) -> String {
        guard count == limit, let last else { return "" }
        return "\n\nThe next: --after '\(last)'"
    }
}
