internal import Interest

// What somebody bought a moment ago they do not buy again in the same basket; milk comes back after
// a week, and a song after an hour. How likely an item comes back depends on how long ago its user
// had it last (Anderson et al., The dynamics of repeat consumption, WWW 2014). The share of chances
// taken is counted by classes of that gap:
//
//     hazard(c) = (returns in c + s · all returns / all chances) / (chances in c + s)
//     rate(i)   = (returns of i + s · all returns / all chances) / (chances of i + s)
//
// A chance is a behavior of a user for each item that they had before, whose gap is in the class.
// Items come back more or less often whatever the gap: rates leave out what came back at the same
// moment. What an interest says of its own item is multiplied by hazard(c) / the largest hazard and
// by rate(i) / the rate of all.

/// How due an item is that a user has had.
struct Returns: Hashable, Sendable {
    /// Where classes begin, shortest first: the same moment, then an hour, and so on.
    static let bounds: [Interval] = [
        Interval(milliseconds: 1), .hours(1), .hours(6), .days(1), .days(3), .days(7), .days(14),
        .days(30), .days(60), .days(120),
    ]
    /// How many chances are added to each class and item, taken as often as all are.
    private static let smoothing = 300.0

    /// How due each class is, from 0 to 1; one more than there are bounds.
    let due: [Double]
    /// How much more often than others each item comes back.
    let rates: [Float]

    /// Takes what was counted before; nil where it is invalid.
    init?(due: [Double], rates: [Float], itemCount: Int) {
        guard due.count == Self.bounds.count + 1, due.allSatisfy({ 0...1 ~= $0 }),
            rates.count == itemCount, rates.allSatisfy({ $0 >= 0 && $0.isFinite })
        else { return nil }
        (self.due, self.rates) = (due, rates)
    }

    /// Counts returns and chances in a log. Costs a search of a user's times for each behavior and
    /// class.
    init(_ log: TrainingLog) {
        var counts = Counts(itemCount: log.items.ids.count)
        for user in 0..<log.userCount {
            counts.take(log, Int(log.starts[user])..<Int(log.starts[user + 1]))
        }
        let hazards = Self.shares(counts.returns, counts.chances)
        let most = hazards.max() ?? 0
        due = hazards.map { most > 0 ? $0 / most : 1 }
        let (items, chances) = (counts.itemReturns, counts.itemChances)
        let common = items.reduce(0, +) / max(1, chances.reduce(0, +))
        rates = Self.shares(items, chances).map { common > 0 ? Float($0 / common) : 1 }
    }

    /// The returns of each chance, drawn towards those of all.
    private static func shares(_ returns: [Double], _ chances: [Double]) -> [Double] {
        let common = returns.reduce(0, +) / max(1, chances.reduce(0, +))
        return zip(returns, chances).map { ($0 + smoothing * common) / ($1 + smoothing) }
    }

    /// How due the item at `place` is whose user had it so long ago: 1 where it is most due and
    /// comes back as often as others.
    func due(_ place: Int, after gap: Interval) -> Double {
        due[Self.bucket(of: gap)] * (place < rates.count ? Double(rates[place]) : 1)
    }

    /// The class of a gap.
    private static func bucket(of gap: Interval) -> Int {
        bounds.firstIndex { gap < $0 } ?? bounds.count
    }

    /// Returns and chances, by class and by item.
    private struct Counts {
        private(set) var returns = [Double](repeating: 0, count: bounds.count + 1)
        private(set) var chances = [Double](repeating: 0, count: bounds.count + 1)
        private(set) var itemReturns: [Double]
        private(set) var itemChances: [Double]
        private var last: [Int32: Int] = [:]

        init(itemCount: Int) {
            itemReturns = [Double](repeating: 0, count: itemCount)
            itemChances = itemReturns
        }

        /// Counts the behaviors of one user.
        mutating func take(_ log: TrainingLog, _ range: Range<Int>) {
            let times = log.times[range]
            last.removeAll(keepingCapacity: true)
            for index in range {
                let place = log.places[index]
                if let before = last[place] {
                    chance(of: Int(place), times, after: before, through: index)
                    let gap = Interval(milliseconds: times[index] - times[before])
                    returns[bucket(of: gap)] += 1
                    if gap > .zero { itemReturns[Int(place)] += 1 }
                }
                last[place] = index
            }
            for (place, before) in last {
                chance(of: Int(place), times, after: before, through: range.upperBound - 1)
            }
        }

        /// Adds the behaviors between `first` (not itself) and `last` to the classes of their
        /// distance from `first`. Times are in order.
        private mutating func chance(
            of place: Int, _ times: ArraySlice<Int64>, after first: Int, through last: Int
        ) {
            var start = first + 1
            for (bucket, bound) in bounds.enumerated() where start <= last {
                let end = times[first] + bound.milliseconds
                let next = index(of: end, in: times, from: start, through: last)
                chances[bucket] += Double(next - start)
                if bucket > 0 { itemChances[place] += Double(next - start) }
                start = next
            }
            if start <= last {
                chances[bounds.count] += Double(last + 1 - start)
                itemChances[place] += Double(last + 1 - start)
            }
        }
    }

    /// The first place from `start` on whose time is `time` or later; one past `last` where there
    /// is no such place.
    private static func index(
        of time: Int64, in times: ArraySlice<Int64>, from start: Int, through last: Int
    ) -> Int {
        var (low, high) = (start, last + 1)
        while low < high {
            let middle = low + (high - low) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
