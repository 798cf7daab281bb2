import ArgumentParser
import Foundation
package import Interest
package import Program

/// When and how `ebb serve` trains by itself.
struct TrainingOptions: ParsableArguments {
    @Flag(help: "Do not train or tune by itself; ebb train and jobs still do.")
    var noTrain = false

    @Option(
        help: ArgumentHelp(
            "The memory of a training, an evaluation or a tuning: 512MB, 4GB. (default: half of "
                + "the machine's)", valueName: "size"))
    var trainMemory: String?

    @Option(
        help: ArgumentHelp(
            "The threads of a training, an evaluation or a tuning. (default: half of the cores)",
            valueName: "threads"))
    var trainThreads: Int?

    @Option(
        help: ArgumentHelp(
            "The new behaviors that make a training due, as a fraction of those of the last one. "
                + "(default: 0.1)", valueName: "fraction"))
    var trainNew: String?

    @Option(
        help: ArgumentHelp(
            "The age of the last training that makes one due when anything is new. (default: 1d)",
            valueName: "time"))
    var trainAge: String?

    @Option(
        help: ArgumentHelp(
            "The shortest time between two trainings. (default: 1min)", valueName: "time"))
    var trainPause: String?

    @Option(
        help: ArgumentHelp(
            "The mean number of requests in work from which on nothing is started. (default: half "
                + "of the cores, at least 1)", valueName: "requests"))
    var trainLoad: String?

    @Option(
        help: ArgumentHelp(
            "Tune by itself: off, propose (the result stands in the history of jobs) or apply. "
                + "(default: off)", valueName: "off|propose|apply"))
    var tune: String?

    @Option(
        help: ArgumentHelp("The time between two tunings. (default: 7d)", valueName: "time"))
    var tuneEvery: String?

    @Option(
        help: ArgumentHelp("The time that a tuning may take. (default: 10min)", valueName: "time"))
    var tuneBudget: String?

    /// The flags that were given, by the name of their setting.
    var given: [String: String] {
        [
            "no.train": noTrain ? "true" : nil, "train.memory": trainMemory,
            "train.threads": trainThreads.map(String.init), "train.new": trainNew,
            "train.age": trainAge, "train.pause": trainPause, "train.load": trainLoad,
            "tune": tune, "tune.every": tuneEvery, "tune.budget": tuneBudget,
        ].compactMapValues(\.self)
    }
}

/// When and how a server trains by itself, as its settings say.
package struct TrainingSettings: Sendable {
    package enum Tuning: String, CaseIterable, Sendable { case off, propose, apply }

    package let isOn: Bool
    package let limits: WorkerLimits
    package let newShare: Double
    package let ageMax: Interval
    package let pauseMin: Interval
    package let loadMax: Double
    package let tuning: Tuning
    package let tuningInterval: Interval
    package let tuningBudget: Interval

    private static let cores = ProcessInfo.processInfo.activeProcessorCount
    private static let ages = Interval.seconds(1)...Interval.days(3650)

    /// Throws one sentence for a setting that makes no sense.
    package init(_ settings: ProcessSettings) throws {
        isOn = try !settings.flag("no.train")
        let machine = Int(ProcessInfo.processInfo.physicalMemory)
        limits = WorkerLimits(
            memoryMax: try Self.memory(settings.text("train.memory")) ?? machine / 2,
            threads: try settings.number("train.threads", 1...64, default: max(1, Self.cores / 2)))
        newShare = try settings.fraction("train.new", 0.000_1...100, default: 0.1)
        loadMax = try settings.fraction(
            "train.load", 0...1_000_000, default: max(1, Double(Self.cores) / 2))
        ageMax = try settings.interval("train.age", Self.ages, default: .days(1))
        pauseMin = try settings.interval("train.pause", Self.ages, default: .seconds(60))
        tuning = try settings.choice("tune", default: Tuning.off)
        tuningInterval = try settings.interval("tune.every", Self.ages, default: .days(7))
        tuningBudget = try settings.interval("tune.budget", Tune.budgets, default: .seconds(600))
    }

    /// Reads 512MB or 4GB, in powers of two.
    private static func memory(_ text: String?) throws -> Int? {
        guard let text else { return nil }
        let units = [("GB", 30), ("MB", 20)]
        let read = units.lazy.compactMap { unit, shift -> Int? in
            guard text.hasSuffix(unit), let count = Int(text.dropLast(unit.count)),
                0...(1 << 24) ~= count
            else { return nil }
            return count << shift
        }.first
        guard let bytes = read, WorkerLimits.memories ~= bytes else {
            throw Failure("invalid train.memory \"\(text)\": expected 16MB or more, e.g. 2GB")
        }
        return bytes
    }

    /// The settings as one line.
    var line: String {
        let limits = "\((limits.memoryMax >> 20).grouped) MB, \(limits.threads) threads"
        guard isOn else { return "only when asked to, within \(limits)" }
        let share = Output.number(newShare * 100, digits: 0)
        let tunes = tuning == .off ? "" : "; tunes every \(tuningInterval) (\(tuning.rawValue))"
        return "by itself when \(share) % of the log is new, or anything after \(ageMax), at most "
            + "every \(pauseMin), not above \(Output.number(loadMax, digits: 1)) requests at "
            + "once, within \(limits)\(tunes)"
    }
}

extension ProcessSettings {
    /// A switch. Throws one sentence when it is neither true nor false.
    package func flag(_ name: String) throws -> Bool {
        switch text(name) {
        case nil, "false": return false
        case "true": return true
        case let text?: throw Failure("\(name) is \"\(text)\": true or false is needed")
        }
    }

    fileprivate func fraction(
        _ name: String, _ range: ClosedRange<Double>, default standard: Double
    ) throws -> Double {
        guard let text = text(name) else { return standard }
        guard let number = Double(text), range ~= number else {
            throw Failure(
                "invalid \(name) \"\(text)\": expected a number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return number
    }

    fileprivate func interval(
        _ name: String, _ range: ClosedRange<Interval>, default standard: Interval
    ) throws -> Interval {
        guard let text = text(name) else { return standard }
        guard let interval = Interval(text), range ~= interval else {
            throw Failure(
                "invalid \(name) \"\(text)\": expected a time from \(range.lowerBound) to "
                    + "\(range.upperBound), e.g. 1h")
        }
        return interval
    }
}
