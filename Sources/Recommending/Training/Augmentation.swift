public import Interest

// From a history of six behaviors, what a copy may look like:
//
//     history          a  b  c  d  e  f
//     drop=0.3         a     c  d     f      each behavior is left out with this chance
//     crop=0.5            b  c  d            a stretch of this share is kept
//     jitter=1d        a  c  b  d  f  e      times move by up to this much, and so does the order
//
// Copies are users of their own beside the real ones. What a model learns from pairs that stand
// together in histories then depends less on the chance by which a history came about. The same
// seed gives the same copies.

/// Altered copies of histories, from which `item-neighbors`, `linear` and a blend's parts of them
/// learn beside the real ones.
public struct Augmentation: Hashable, Sendable {
    /// The chance of a behavior to be left out of a copy.
    public var dropped: Double
    /// The share of a history that a copy keeps, one stretch of it.
    public var cropped: Double
    /// By how much times move at most, either way.
    public var jitter: Interval
    /// How many copies there are of each history.
    public var copies: Int
    /// Where randomness begins.
    public var seed: UInt64

    /// The chances that make sense.
    public static let drops = 0.0...0.95
    /// The shares that make sense.
    public static let crops = 0.05...1.0
    /// The shifts that make sense.
    public static let jitters = Interval(milliseconds: 0)...Interval.days(365)
    /// How many copies make sense.
    public static let copyCounts = 1...10

    /// Takes those that are not to be the defaults, which copy histories as they are.
    public init(
        dropped: Double = 0, cropped: Double = 1, jitter: Interval = Interval(milliseconds: 0),
        copies: Int = 1, seed: UInt64 = 1
    ) {
        self.dropped = dropped
        self.cropped = cropped
        self.jitter = jitter
        self.copies = copies
        self.seed = seed
    }

    func check() throws(ModelError) {
        guard Self.drops ~= dropped else {
            throw .parameter("the share that augmentation drops", "0 to 0.95", "\(dropped)")
        }
        guard Self.crops ~= cropped else {
            throw .parameter("the share that augmentation keeps", "0.05 to 1", "\(cropped)")
        }
        guard Self.jitters ~= jitter else {
            throw .parameter("the jitter of augmentation", "0s to 365d", "\(jitter)")
        }
        guard Self.copyCounts ~= copies else {
            throw .parameter("the number of copies", "1 to 10", "\(copies)")
        }
    }
}

extension Augmentation: LosslessStringConvertible {
    /// Reads `drop=0.2,crop=0.5,jitter=1d,copies=2,seed=7`, any of them; nil for anything else.
    public init?(_ text: String) {
        self.init()
        var known: Set<Substring> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, known.insert(sides[0]).inserted,
                take(sides[0], String(sides[1]))
            else { return nil }
        }
    }

    private mutating func take(_ name: Substring, _ text: String) -> Bool {
        switch name {
        case "drop": Self.set(&dropped, Double(text))
        case "crop": Self.set(&cropped, Double(text))
        case "jitter": Self.set(&jitter, Interval(text))
        case "copies": Self.set(&copies, Int(text))
        case "seed": Self.set(&seed, UInt64(text))
        default: false
        }
    }

    private static func set<Value>(_ field: inout Value, _ value: Value?) -> Bool {
        guard let value else { return false }
        field = value
        return true
    }

    /// What is not the default, which reads back as the same.
    public var description: String {
        var parts: [String] = []
        if dropped > 0 { parts.append("drop=\(dropped)") }
        if cropped < 1 { parts.append("crop=\(cropped)") }
        if jitter.milliseconds > 0 { parts.append("jitter=\(jitter)") }
        if copies != 1 || parts.isEmpty { parts.append("copies=\(copies)") }
        if seed != 1 { parts.append("seed=\(seed)") }
        return parts.joined(separator: ",")
    }
}

extension TrainingLog {
    /// The log with altered copies of its histories as further users.
    func augmented(by augmentation: Augmentation?) throws(ModelError) -> TrainingLog {
        guard let augmentation else { return self }
        guard count <= Self.behaviorsMax / (1 + augmentation.copies) else {
            throw ModelError(
                .tooLarge,
                "with \(augmentation.copies) copies the log would have more than "
                    + "\(Self.behaviorsMax) behaviors: augment less, or not at all")
        }
        var random = SplitMix(seed: augmentation.seed)
        var (kept, times) = (Array(0..<count), self.times)
        var (starts, owners) = (self.starts, self.owners)
        for user in Array(repeating: 0..<userCount, count: augmentation.copies).joined() {
            let copy = augmentation.copy(
                Int(self.starts[user])..<Int(self.starts[user + 1]), self.times, &random)
            // One alone stands with nothing.
            guard copy.count > 1 else { continue }
            owners += Array(repeating: Int32(starts.count - 1), count: copy.count)
            kept += copy.map(\.index)
            times += copy.map(\.time)
            starts.append(Int32(kept.count))
        }
        var log = TrainingLog(
            items: items, starts: starts, places: kept.map { places[$0] },
            gains: kept.map { gains[$0] }, times: times, owners: owners,
            actions: kept.map { actions[$0] }, actionNames: actionNames)
        (log.law, log.catalog, log.users) = (law, catalog, users)
        return log
    }
}

extension Augmentation {
    /// What a copy keeps of a history, in its own order of time.
    fileprivate func copy(
        _ history: Range<Int>, _ times: [Int64], _ random: inout SplitMix
    ) -> [(index: Int, time: Int64)] {
        let length = Int((cropped * Double(history.count)).rounded(.up))
        let start = history.lowerBound + random.below(history.count - length + 1)
        var copy: [(index: Int, time: Int64)] = []
        for index in start..<start + length where random.unit() >= dropped {
            let shift = Double(jitter.milliseconds) * (2 * random.unit() - 1)
            copy.append((index, times[index] + Int64(shift)))
        }
        return copy.sorted { ($0.time, $0.index) < ($1.time, $1.index) }
    }
}
