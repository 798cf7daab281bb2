import Harness

@testable import Interest

/// What sums of a few doubles may differ by when their order changes.
private let rounding = 4e-15

extension Subject {
    func arrival(_ stream: Stream) -> String? {
        guard let first = stream.behaviors.first, let value = first.value else { return nil }
        let weight = Weights([first], by: law).weights(at: first.time, by: law)[0]
        return (weight - value).magnitude <= 1e-15 * value.magnitude
            ? nil : "\(weight) of \(value)"
    }

    func purity(_ stream: Stream) -> String? {
        let weights = Weights(stream.behaviors, by: law)
        let copy = weights
        for time in times(stream) {
            guard weights.weights(at: time, by: law) == weights.weights(at: time, by: law)
            else { return "another reading at \(time)" }
        }
        // What a store keeps and gives back is the same document.
        let kept = Weights(
            frame: weights.frame, items: weights.items, lasts: weights.lasts,
            states: weights.states)
        return weights == copy && kept == copy ? nil : "the document changed"
    }

    func insertion(_ stream: Stream, _ random: inout SplitMix64) -> String? {
        let once = Weights(stream.behaviors, by: law)
        var often = Weights()
        for fold in stream.folds(using: &random) {
            often.fold(fold, by: law, gains: Stream.gains)
            _ = often.weights(at: stream.newest, by: law)
            if Bool.random(using: &random) { law.rebase(&often) }
        }
        return difference(once, often, stream, within: tolerance)
    }

    func permutation(_ stream: Stream, _ random: inout SplitMix64) -> String? {
        let sorted = Weights(stream.behaviors, by: law)
        var shuffled = stream
        shuffled.behaviors.shuffle(using: &random)
        var late = Weights()
        for fold in shuffled.folds(using: &random) {
            late.fold(fold, by: law, gains: Stream.gains)
        }
        return difference(sorted, late, stream, within: max(rounding, tolerance))
    }

    func merge(_ stream: Stream, _ random: inout SplitMix64) -> String? {
        let shards = stream.shards(using: &random).map { Weights($0, by: law) }
        do {
            let left = try shards.reduce(into: Weights()) { try $0.merge($1, by: law) }
            let right = try shards.reversed().reduce(into: Weights()) {
                var shard = $1
                try shard.merge($0, by: law)
                $0 = shard
            }
            let whole = Weights(stream.behaviors, by: law)
            let bound = max(rounding, tolerance)
            return difference(whole, left, stream, within: bound)
                ?? difference(left, right, stream, within: bound)
                ?? (left.frame.activity == whole.frame.activity ? nil : "another count")
        } catch {
            return "\(error)"
        }
    }

    func oracle(_ stream: Stream, _ random: inout SplitMix64) -> String? {
        guard let remaining else { return nil }
        var weights = Weights()
        for fold in stream.folds(using: &random) {
            weights.fold(fold, by: law, gains: Stream.gains)
        }
        let oldest = stream.behaviors.map(\.time).min() ?? Stream.start
        let scale = stream.behaviors.reduce(0) { $0 + ($1.value ?? 0).magnitude }
        for time in times(stream) {
            let now = Moment(time: time, activity: Int64(stream.behaviors.count))
            var expected: [ItemID: Double] = [:]
            for (place, behavior) in stream.behaviors.enumerated() {
                let then = Moment(time: behavior.time, activity: Int64(place + 1))
                expected[behavior.item, default: 0] +=
                    (behavior.value ?? 0) * remaining(then, now, oldest)
            }
            for (item, weight) in weights.byItem(at: time, by: law) {
                let wanted = expected[item] ?? .nan
                guard (weight - wanted).magnitude <= max(1e-13, tolerance) * scale else {
                    return "\(weight), not \(wanted)"
                }
            }
        }
        return nil
    }

    func monotony(_ stream: Stream) -> String? {
        let weights = Weights(stream.behaviors, by: law)
        let sum = stream.behaviors.reduce(0) { $0 + ($1.value ?? 0) }
        var before = [Double](repeating: sum * (1 + rounding), count: weights.items.count)
        for time in times(stream) {
            let now = weights.weights(at: time, by: law)
            for (weight, earlier) in zip(now, before) where !(0...earlier ~= weight) {
                return "\(weight) after \(earlier)"
            }
            before = now.map { $0 * (1 + rounding) }
        }
        return nil
    }

    func linearity(_ stream: Stream) -> String? {
        let weights = Weights(stream.behaviors, by: law)
        let doubled = Weights(stream.scaled(by: 2).behaviors, by: law)
        for time in times(stream) {
            let twice = weights.weights(at: time, by: law).map { 2 * $0 }
            // Next to the view's floor one may be read as zero and the other not.
            let pairs = zip(twice, doubled.weights(at: time, by: law))
            if let (one, other) = pairs.first(where: { $0 != $1 && $1.magnitude > 1e-150 }) {
                return "\(other), not \(one)"
            }
        }
        var padded = stream
        padded.append(0, at: stream.newest)
        // On the clock of activity even a gain of zero is a behavior: there this does not hold.
        return difference(
            weights, Weights(padded.behaviors.filter { known($0, stream) }, by: law), stream,
            within: max(rounding, tolerance))
    }

    private func known(_ behavior: Behavior, _ stream: Stream) -> Bool {
        stream.behaviors.contains { $0.item == behavior.item }
    }

    func translation(_ stream: Stream, _ random: inout SplitMix64) -> String? {
        let shift = Interval(milliseconds: Int64.random(in: 1...1 << 38, using: &random))
        let moved = stream.shifted(by: shift)
        let (here, there) = (
            Weights(stream.behaviors, by: law), Weights(moved.behaviors, by: law)
        )
        let scale = stream.behaviors.reduce(0) { $0 + ($1.value ?? 0).magnitude }
        for time in times(stream) {
            let pairs = zip(
                here.weights(at: time, by: law), there.weights(at: time + shift, by: law))
            for (one, other) in pairs
            where !((one - other).magnitude <= max(rounding, tolerance) * scale) {
                return "\(other), not \(one)"
            }
        }
        return nil
    }

    func rank(_ stream: Stream) -> String? {
        let weights = Weights(stream.behaviors, by: law)
        let orders = times(stream).map { time in
            weights.top(10, at: time, by: law).map(\.item)
        }
        let first = orders[0]
        // Weights may fall out of sight, but never pass each other.
        let disorder = orders.first { $0 != Array(first.prefix($0.count)) }
        return disorder.map { "\($0) after \(first)" }
    }

    func halfLife(_ stream: Stream) -> String? {
        let weights = Weights(stream.behaviors, by: law)
        for time in times(stream) {
            let now = weights.weights(at: time, by: law)
            let later = weights.weights(at: time + halfLife, by: law)
            for (weight, left) in zip(now, later)
            where left != weight / 2 && weight.magnitude > 1e-150 {
                return "\(left) of \(weight)"
            }
        }
        return nil
    }

    func extremes(_ stream: Stream, _ random: inout SplitMix64) -> String? {
        var wild = stream
        for _ in 0..<4 {
            let time = Int64.random(in: 0...Timestamp.latest.milliseconds, using: &random)
            wild.append(
                Double.random(in: -1e6...1e6, using: &random),
                at: Timestamp(milliseconds: time))
        }
        wild.append(1, at: .earliest)
        wild.append(-1, at: .latest)
        wild.behaviors.shuffle(using: &random)
        var weights = Weights()
        for fold in wild.folds(using: &random) {
            weights.fold(fold, by: law, gains: Stream.gains)
            for time in [Timestamp.earliest, stream.newest, .latest] {
                for weight in weights.weights(at: time, by: law)
                where !weight.isFinite || (weight == 0 && weight.sign == .minus) {
                    return "\(weight) at \(time)"
                }
            }
        }
        // A clock that runs backwards reads the newest moment.
        return weights.weights(at: .earliest, by: law) == weights.weights(at: .latest, by: law)
            ? nil : "time before the newest behavior is not the newest"
    }
}
