internal import CoreMetrics
internal import Synchronization

/// A number that only grows.
final class CounterSeries: CounterHandler {
    private let count = Atomic<Int64>(0)

    func increment(by amount: Int64) {
        // A counter that would overflow starts again from zero, as after a restart.
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    func reset() { count.store(0, ordering: .relaxed) }

    var value: Double { Double(count.load(ordering: .relaxed)) }
}

/// A number that goes up and down.
final class GaugeSeries: MeterHandler, RecorderHandler {
    /// The bits of a `Double`, which has no atomic form of its own.
    private let bits = Atomic<UInt64>(0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func decrement(by amount: Double) { increment(by: -amount) }

    func increment(by amount: Double) {
        var seen = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: seen) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(
                expected: seen, desired: new, ordering: .relaxed)
            if exchanged { return }
            seen = original
        }
    }

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

/// A histogram: the number of values in each bucket, and their sum.
///
/// It uses a lock, not atomics, so that a scrape sees consistent buckets, sum and count.
final class HistogramSeries: RecorderHandler, TimerHandler {
    /// The state of a histogram at one moment.
    struct Reading {
        /// The number of values in each bucket: at most its bound, and above the previous one. The
        /// last bucket has the values above all bounds.
        var counts: [UInt64]
        var sum = 0.0
        var total: UInt64 { counts.reduce(0, +) }
    }

    let bounds: [Double]
    private let state: Mutex<Reading>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(Reading(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        // A NaN would make the sum NaN forever.
        guard !value.isNaN else { return }
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { reading in
            reading.counts[place] += 1
            reading.sum += value
        }
    }

    var reading: Reading { state.withLock { $0 } }
}

/// An instrument that ignores all values.
final class Discard: CounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    func increment(by amount: Int64) {}
    func increment(by amount: Double) {}
    func decrement(by amount: Double) {}
    func reset() {}
    func set(_ value: Int64) {}
    func set(_ value: Double) {}
    func record(_ value: Int64) {}
    func record(_ value: Double) {}
    func recordNanoseconds(_ duration: Int64) {}
}
