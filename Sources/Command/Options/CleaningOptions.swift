import ArgumentParser
import Ingest
import Interest

/// What an import changes or skips, by rules that are stated.
struct CleaningOptions: ParsableArguments {
    @Option(
        help: """
            Bring values to the scale of their action: divide by the largest value of the action \
            in the file (max), or by a number, and multiply by the highest of the scale. With \
            max a file is read twice.
            """)
    var normalize: String?

    @Option(
        help: """
            Pass over a behavior where one of the same user, item and action was taken whose \
            time is less than this away: 5s.
            """)
    var dropRepeats: String?

    @Option(
        help: """
            Take at most this many behaviors of a user per period, and skip the rest: \
            60/1min. Periods follow each other from 1970 on.
            """)
    var maxBurst: String?

    /// The rules. Throws a sentence that names what is wrong with one.
    func cleaning() throws -> Cleaning {
        var cleaning = Cleaning()
        if let normalize {
            if normalize == "max" {
                cleaning.normalization = .max
            } else if let maximum = Double(normalize), maximum > 0, maximum.isFinite {
                cleaning.normalization = .by(maximum)
            } else {
                throw ValidationError("--normalize takes max or a number above 0: \(normalize)")
            }
        }
        if let dropRepeats {
            guard let window = Interval(dropRepeats), window.milliseconds > 0 else {
                throw ValidationError("--drop-repeats takes a length of time: 5s, 10m")
            }
            cleaning.repeatWindow = window
        }
        if let maxBurst {
            let sides = maxBurst.split(separator: "/", maxSplits: 1)
            guard sides.count == 2, let count = Int(sides[0]), count > 0,
                let window = Interval(String(sides[1])), window.milliseconds > 0
            else {
                throw ValidationError("--max-burst takes a number and a length of time: 60/1min")
            }
            cleaning.burst = Cleaning.Burst(count: count, per: window)
        }
        return cleaning
    }
}
