import Foundation
import Harness

@testable import Interest

/// How many random streams a property is tried on. `EBB_TEST_STREAMS=100000` for the long run.
let streamCount: Int =
    ProcessInfo.processInfo.environment["EBB_TEST_STREAMS"].flatMap(Int.init) ?? 300

/// A user's random log, made to hit what is hard: bursts, ties, gaps of exactly whole half-lives,
/// gaps after which nothing is left, both signs.
struct Stream {
    static let gains = Gains(rules: [Action(unchecked: "gain"): .perValue(1)])
    static let start = Timestamp(seconds: 1_365_029_107)

    var behaviors: [Behavior] = []

    /// In order of time, on one to four items.
    init(
        count: Int, halfLife: Interval, signed: Bool = true,
        using random: inout SplitMix64
    ) {
        var time =
            Self.start + Interval(milliseconds: Int64.random(in: 0..<1 << 40, using: &random))
        let items = Int.random(in: 1...4, using: &random)
        for _ in 0..<count {
            let gap = Self.gap(halfLife, using: &random)
            // A second half-life past the end of the calendar would not be a time at all.
            time = min(time + gap, Timestamp.latest - .days(365_250))
            let value = Double.random(in: (signed ? -2 : 0)...3, using: &random)
            let item = Int.random(in: 0..<items, using: &random)
            append(value, to: item, at: time)
        }
    }

    init() {}

    mutating func append(_ value: Double, to item: Int = 0, at time: Timestamp) {
        behaviors.append(
            Behavior(
                user: UserID(unchecked: "u"), item: ItemID(unchecked: "i\(item)"),
                action: Action(unchecked: "gain"), value: value, time: time))
    }

    private static func gap(_ halfLife: Interval, using random: inout SplitMix64) -> Interval {
        let unit = Double(halfLife.milliseconds)
        switch Int.random(in: 0..<16, using: &random) {
        case 0...2: return Interval(milliseconds: 0)
        case 3...6: return Interval(milliseconds: Int64.random(in: 0...20_000, using: &random))
        case 7...8:
            let count = Int64.random(in: 1...5, using: &random)
            return Interval(milliseconds: halfLife.milliseconds * count)
        case 9:
            let count = Int64.random(in: 1100...1300, using: &random)
            return halfLife.milliseconds < 1 << 36
                ? Interval(milliseconds: halfLife.milliseconds * count) : halfLife
        default:
            // Heavy-tailed: as likely between 1 and 10 as between 10 and 100.
            let tail = exp2(Double.random(in: -12...6, using: &random))
            return Interval(milliseconds: min(Int64(unit * tail), 1 << 42))
        }
    }

    /// The same log cut into one to five folds, in order.
    func folds(using random: inout SplitMix64) -> [[Behavior]] {
        var rest = behaviors[...]
        var folds: [[Behavior]] = []
        while !rest.isEmpty {
            let length = Int.random(in: 1...max(1, behaviors.count / 2), using: &random)
            folds.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return folds
    }

    /// The same log dealt out to two to five documents.
    func shards(using random: inout SplitMix64) -> [[Behavior]] {
        var shards = [[Behavior]](repeating: [], count: Int.random(in: 2...5, using: &random))
        for behavior in behaviors {
            shards[Int.random(in: shards.indices, using: &random)].append(behavior)
        }
        return shards
    }

    func shifted(by interval: Interval) -> Stream {
        var stream = self
        for index in stream.behaviors.indices {
            stream.behaviors[index].time = stream.behaviors[index].time + interval
        }
        return stream
    }

    func scaled(by factor: Double) -> Stream {
        var stream = self
        for index in stream.behaviors.indices {
            stream.behaviors[index].value = (stream.behaviors[index].value ?? 0) * factor
        }
        return stream
    }

    /// The last time, or the start.
    var newest: Timestamp { behaviors.map(\.time).max() ?? Self.start }
}

extension Weights {
    /// A document of one fold.
    init(_ behaviors: [Behavior], by law: some DecayLaw, pruning: Double = 0) {
        self.init()
        fold(behaviors, by: law, gains: Stream.gains, pruning: pruning)
    }

    /// Weights by item, however the items are ordered.
    func byItem(at time: Timestamp, by law: some DecayLaw) -> [ItemID: Double] {
        Dictionary(uniqueKeysWithValues: zip(items, weights(at: time, by: law)))
    }
}
