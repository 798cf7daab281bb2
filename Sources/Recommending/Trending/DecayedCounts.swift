// Decayed counts of what everybody does, up to any moment:
//
//     count(i, T) = Σ 2^(-(T - t_b) / h)         over the behaviors b on item i
//
// Kept at a landmark that moves with the log: a behavior adds 2^((t_b - landmark) / h),
// and when that exponent grows past 30 all is scaled down and the landmark moved. A behavior that
// comes late adds what it would have left by now. Shares of the sum do not depend on T, nor on
// where the landmark stands, so nothing has to be done as time goes by.

/// How often each item was turned to lately, with one half-life.
struct DecayedCounts: Sendable {
    /// How many half-lives a behavior may lie ahead of the landmark before that moves.
    private static let aheadMax = 30.0

    /// The half-life, in milliseconds; infinite: nothing fades.
    let halfLife: Double
    /// The counts at the landmark.
    private(set) var counts: [Double]
    /// What they add up to.
    private(set) var sum = 0.0
    /// The moment at which a behavior counts 1, in milliseconds since 1970.
    private(set) var landmark: Int64
    /// The newest moment counted, or where counting began.
    private(set) var newest: Int64

    /// Nothing counted yet.
    init(itemCount: Int, halfLife: Double, landmark: Int64) {
        self.halfLife = halfLife
        self.landmark = landmark
        newest = landmark
        counts = Array(repeating: 0, count: itemCount)
    }

    /// Takes what was written; nil where no counting gives such numbers.
    init?(counts: [Double], halfLife: Double, landmark: Int64) {
        guard halfLife >= 1, counts.allSatisfy({ $0 >= 0 && $0 <= 1e250 })
        else { return nil }
        self.counts = counts
        self.halfLife = halfLife
        self.landmark = landmark
        newest = landmark
        sum = counts.reduce(0, +)
    }

    /// Adds an item behind the others, which nobody turned to yet.
    mutating func grow() { counts.append(0) }

    /// The counts of the first `count` items and of those at `places` behind them.
    mutating func keep(_ count: Int, and places: [Int]) {
        counts = counts[..<count] + places.map { counts[$0] }
        sum = counts.reduce(0, +)
    }

    /// Counts a behavior.
    mutating func take(_ place: Int, at time: Int64, strength: Double = 1) {
        newest = max(newest, time)
        var ahead = Double(time - landmark) / halfLife
        if ahead > Self.aheadMax {
            move(to: time)
            ahead = 0
        }
        let step =
            ahead < 0
            ? Fading.left(after: -ahead, halfLife: 1)
            : 1 / Fading.left(after: ahead, halfLife: 1)
        // What has faded to nothing was liked once, and comes before what never was.
        let counted = max(strength * step, .leastNonzeroMagnitude)
        counts[place] += counted
        sum += counted
    }

    /// Scales the counts down to a later landmark.
    mutating func move(to time: Int64) {
        let left = Fading.left(after: Double(time - landmark) / halfLife, halfLife: 1)
        for place in counts.indices { counts[place] *= left }
        sum *= left
        landmark = time
    }

    /// Each item's share of all counts.
    var shares: [Double] { sum > 0 ? counts.map { $0 / sum } : counts }

    /// How much the counts are worth by the newest moment, as a factor.
    var left: Double { Fading.left(after: Double(newest - landmark) / halfLife, halfLife: 1) }
}

extension DecayedCounts {
    /// Counts a log: every behavior of positive gain, at the log's newest moment.
    init(_ log: TrainingLog, halfLife: Double, weighting: Weighting = .presence) {
        let newest = log.times.max() ?? 0
        self.init(itemCount: log.items.count, halfLife: halfLife, landmark: newest)
        for index in 0..<log.count where log.gains[index] > 0 {
            take(
                Int(log.places[index]), at: log.times[index],
                strength: weighting.strength(log.gains[index]))
        }
    }
}
