import ArgumentParser
import Interest
import Recommending

/// What actions are worth, where it is to differ from what there is.
struct GainOptions: ParsableArguments {
    @Option(
        name: .customLong("gain"),
        help: ArgumentHelp(
            """
            What an action adds, again for each action: click=1, rating=1..5 (a scale), \
            order=3/value (for each unit), view=growth:0.5/d (little in a burst), view=none; \
            with ebb law set also click=network (what that model found for the action).
            """, valueName: "action=gain"))
    var changes: [String] = []

    /// Whether a gain is to be what the model `network` found.
    var asksNetwork: Bool { changes.contains { $0.hasSuffix("=" + Network.name) } }

    /// `gains` with the changes made. Throws a sentence that names what is wrong with one.
    ///
    /// - Parameter network: what the model found for an action, nil for one that it does not count;
    ///   where no model is at hand, nil.
    func applied(to gains: Gains, network: ((Action) -> Double?)? = nil) throws -> Gains {
        var gains = gains
        for change in changes {
            let sides = change.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2 else {
                throw Failure("--gain must be written action=gain, such as click=1, not \(change)")
            }
            let action = try Action(sides[0])
            do {
                gains.rules[action] =
                    switch sides[1] {
                    case "none": nil
                    case Network.name: .fixed(try Self.found(action, by: network))
                    default: try GainText(parsing: sides[1]).rule
                    }
            } catch {
                throw Failure("the gain of \(action): \(error)")
            }
        }
        return gains
    }

    private static func found(
        _ action: Action, by network: ((Action) -> Double?)?
    ) throws -> Double {
        guard let network else {
            throw Failure("only ebb law set asks the model \(Network.name) for it: give a number")
        }
        guard let gain = network(action) else {
            throw Failure("the model \(Network.name) does not count this action: give a number")
        }
        return gain
    }
}
