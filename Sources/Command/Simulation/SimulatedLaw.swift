import Interest

/// A law that a simulation runs: any law of a store, or the published rule applied at each read.
///
///     published-per-read 0.1/d       decayCoefficient; reads save nothing
///     published-per-read 0.1/d 1d    the same, with a read that saves once a day
enum SimulatedLaw: CustomStringConvertible {
    case law(LawText)
    case publishedPerRead(decayCoefficient: Rate, readEvery: Interval?)

    private static let perRead = "published-per-read"

    /// The laws that are shown by default.
    static let standard = [
        "exponential 2d:0.5 + 30d:0.5", "logistic 0.1/d", "power 7d 1",
        "published-per-behavior 0.1/d", "published-fixed-step 0.1/d 1d",
        "published-per-read 0.1/d 1d",
    ]

    /// Parses a line. Throws a `LawError` that says what is wrong with it.
    init(parsing line: String) throws(LawError) {
        let words = line.split(separator: " ").map(String.init)
        guard words.first == Self.perRead else {
            self = .law(try LawText(parsing: line))
            return
        }
        guard 2...3 ~= words.count else {
            throw LawError(
                "the law", "written \"\(Self.perRead) 0.1/d\" or \"\(Self.perRead) 0.1/d 1d\"",
                "\"\(line)\"")
        }
        guard let rate = Rate(words[1]) else {
            throw LawError("decayCoefficient", "a rate such as 0.1/d", "\"\(words[1])\"")
        }
        _ = try PublishedSimulation(decayCoefficient: rate)
        var pause: Interval?
        if words.count == 3 {
            let steps = PublishedFixedStepLaw.steps
            pause = Interval(words[2])
            guard let pause, steps ~= pause else {
                throw LawError(
                    "the time between reads", "\(steps.lowerBound) to \(steps.upperBound)",
                    "\"\(words[2])\"")
            }
        }
        self = .publishedPerRead(decayCoefficient: rate, readEvery: pause)
    }

    /// The law as a line, which parses as the same law.
    var description: String {
        switch self {
        case .law(let text): text.description
        case .publishedPerRead(let rate, let pause):
            "\(Self.perRead) \(rate)" + (pause.map { " \($0)" } ?? "")
        }
    }

    /// Each item's weight at each of `times`, from a user's log in order of time.
    func curves(
        of log: [Behavior], gains: Gains, at times: [Timestamp]
    ) async throws -> [ItemID: [Double]] {
        switch self {
        case .law(let text):
            let history = try await InterestHistory(
                of: log, by: Settings(law: text.law, gains: gains), at: times, strongest: .max)
            return Dictionary(uniqueKeysWithValues: history.curves.map { ($0.item, $0.weights) })
        case .publishedPerRead(let rate, let pause):
            var reading = try PublishedReading(rate, gains: gains, log: log, every: pause)
            return try reading.curves(at: times)
        }
    }
}

/// The published rule with repeated reads, each of which changes the stored weight.
private struct PublishedReading {
    /// The maximum number of reads in one simulation.
    static let readsMax: Int64 = 100_000

    private var simulation: PublishedSimulation
    private var lasts: [ItemID: Timestamp] = [:]
    private var rest: ArraySlice<Behavior>
    private var nextRead: Timestamp?
    private let gains: Gains
    private let pause: Interval?

    init(
        _ rate: Rate, gains: Gains, log: [Behavior], every pause: Interval?
    ) throws(LawError) {
        simulation = try PublishedSimulation(decayCoefficient: rate)
        rest = log[...]
        self.gains = gains
        self.pause = pause
        nextRead = pause.flatMap { pause in log.first.map { $0.time + pause } }
    }

    mutating func curves(at times: [Timestamp]) throws -> [ItemID: [Double]] {
        if let pause, let nextRead, let last = times.last {
            let reads = (last.milliseconds - nextRead.milliseconds) / pause.milliseconds
            guard reads <= Self.readsMax else {
                throw Failure(
                    "too many reads: one every \(pause) makes \(Int(reads).grouped), and the limit "
                        + "is \(Int(Self.readsMax).grouped); read less often")
            }
        }
        var curves: [ItemID: [Double]] = [:]
        for (index, time) in times.enumerated() {
            advance(to: time)
            for interest in simulation.peek(at: time) {
                let none = [Double](repeating: 0, count: times.count)
                curves[interest.item, default: none][index] = interest.weight
            }
        }
        return curves
    }

    /// Behaviors and reads in the order in which they happen.
    private mutating func advance(to time: Timestamp) {
        while true {
            let behavior = rest.first.flatMap { $0.time <= time ? $0 : nil }
            let read = nextRead.flatMap { $0 <= time ? $0 : nil }
            if let behavior, read.map({ behavior.time <= $0 }) ?? true {
                take(behavior)
            } else if let read, let pause {
                simulation.readAndPersist(at: read)
                nextRead = read + pause
            } else {
                return
            }
        }
    }

    private mutating func take(_ behavior: Behavior) {
        rest.removeFirst()
        let elapsed = lasts[behavior.item].map {
            Interval(milliseconds: behavior.time.milliseconds - $0.milliseconds)
        }
        lasts[behavior.item] = behavior.time
        simulation.behave(
            behavior.item, gain: gains.gain(of: behavior, since: elapsed), at: behavior.time)
    }
}
