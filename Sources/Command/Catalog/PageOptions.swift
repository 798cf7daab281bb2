import ArgumentParser

/// The flags that choose one page of a long list.
struct PageOptions: ParsableArguments {
    /// The maximum page size; `ebb export` has no such limit.
    static let limitMax = 10_000

    @Option(help: "The maximum number to list.")
    var limit = 50

    @Option(help: "Start after this id, the last one of the previous page.")
    var after: String?

    func validate() throws {
        guard 1...Self.limitMax ~= limit else {
            throw ValidationError("invalid --limit: expected 1 to \(Self.limitMax)")
        }
    }

    /// The text below a page: how to get the next one, or an empty string at the end.
    func next(_ last: String?, count: Int) -> String {
        guard count == limit, let last else { return "" }
        return "\n\nNext page: --after '\(last)'"
    }
}
