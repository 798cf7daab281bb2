import ArgumentParser
import Repositories

/// The flags that control how reads save the interests that they have folded.
struct ReadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            When a read saves the interests that it has folded: always, when-stale (after more \
            than --stale-max behaviors), or never. (default: always)
            """, valueName: "policy"))
    var saveBack: String?

    @Option(
        help: ArgumentHelp(
            """
            With when-stale: the maximum number of pending behaviors that each read folds without \
            saving. (default: \(SaveBack.staleMax))
            """, valueName: "behaviors"))
    var staleMax: Int?

    /// The flags that were given, by the name of their setting.
    var given: [String: String] {
        ["save.back": saveBack, "stale.max": staleMax.map(String.init)].compactMapValues(\.self)
    }
}

extension ProcessSettings {
    /// The limits of reads: queues, batches and saving.
    var readLimits: ReadLimits {
        get throws {
            var limits = ReadLimits()
            try apply(to: &limits)
            let staleMax = try number(
                "stale.max", SaveBack.staleMaxes, default: SaveBack.staleMax)
            switch text("save.back") ?? "always" {
            case "always": limits.saveBack = .always
            case "when-stale": limits.saveBack = .whenStale(behaviorsMax: staleMax)
            case "never": limits.saveBack = .never
            case let other:
                throw Failure("invalid save.back \"\(other)\": expected always, when-stale, never")
            }
            return limits
        }
    }
}
