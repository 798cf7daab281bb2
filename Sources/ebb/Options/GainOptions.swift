import ArgumentParser
import Interest

/// What actions are worth, where it is to differ from what there is.
struct GainOptions: ParsableArguments {
    @Option(
        name: .customLong("gain"),
        help: ArgumentHelp(
            """
            What an action adds, again for each action: click=1, rating=1..5 (a scale), \
            order=3/value (for each unit), view=growth:0.5/d (little in a burst), view=none.
            """, valueName: "action=gain"))
    var changes: [String] = []

    /// `gains` with the changes made. Throws a sentence that names what is wrong with one.
    func applied(to gains: Gains) throws -> Gains {
        var gains = gains
        for change in changes {
            let sides = change.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2 else {
                throw Failure("--gain must be written action=gain, such as click=1, not \(change)")
            }
            let action = try Action(sides[0])
            do {
                gains.rules[action] =
                    sides[1] == "none" ? nil : try GainText(parsing: sides[1]).rule
            } catch {
                throw Failure("the gain of \(action): \(error)")
            }
        }
        return gains
    }
}
