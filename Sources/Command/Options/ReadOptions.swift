import ArgumentParser
import Repositories

/// How reads of interests save back what they have folded.
struct ReadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            When a read writes what it has folded: always, when-stale (more than --stale-max \
            behaviours), or never. (default: always)
            """, valueName: "policy"))
    var saveBack: String?

    @Option(
        help: ArgumentHelp(
            """
            With when-stale: the most pending behaviours that are folded again at each read. \
            (default: \(SaveBack.staleMax))
            """, valueName: "behaviours"))
    var staleMax: Int?

    /// The flags that were given, by the name of their setting.
    var given: [String: String] {
        ["save.back": saveBack, "stale.max": staleMax.map(String.init)].compactMapValues(\.self)
    }
}

extension ProcessSettings {
    /// How reads wait, travel, and save back.
    var readLimits: ReadLimits {
        get throws {
            var limits = ReadLimits()
            let staleMax = try number(
                "stale.max", SaveBack.staleMaxes, default: SaveBack.staleMax)
            switch text("save.back") ?? "always" {
            case "always": limits.saveBack = .always
            case "when-stale": limits.saveBack = .whenStale(behaviorsMax: staleMax)
            case "never": limits.saveBack = .never
            case let other:
                throw Failure("save.back is \"\(other)\": always, when-stale or never is needed")
            }
            return limits
        }
    }
}
