import ArgumentParser
import Interest
import Recommending

/// The flag that changes the gains of actions.
struct GainOptions: ParsableArguments {
    @Option(
        name: .customLong("gain"),
        help: ArgumentHelp(
            """
            The gain of an action; repeatable: click=1, rating=1..5 (a scale), order=3/value (for \
            each unit), view=growth:0.5/d (little in a burst), view=none; with ebb law set also \
            click=network (the gain that this model found for the action).
            """, valueName: "action=gain"))
    var changes: [String] = []

    /// Whether a gain is to be taken from the model `network`.
    var asksNetwork: Bool { changes.contains { $0.hasSuffix("=" + Network.name) } }

    /// Applies the changes to `gains`. Throws one sentence about the first invalid change.
    ///
    /// - Parameter network: returns the gain that the model found for an action, or nil for an
    ///   action that it does not count; nil when there is no model.
    func applied(to gains: Gains, network: ((Action) -> Double?)? = nil) throws -> Gains {
        var gains = gains
        for change in changes {
            let sides = change.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2 else {
                throw Failure("invalid --gain \"\(change)\": expected ACTION=GAIN, e.g. click=1")
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
            throw Failure("only ebb law set can use the model \(Network.name): give a number")
        }
        guard let gain = network(action) else {
            throw Failure("the model \(Network.name) does not count this action: give a number")
        }
        return gain
    }
}
