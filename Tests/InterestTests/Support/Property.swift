import Harness
import Testing

@testable import Interest

/// What must hold of a law, as checks that wrong laws can be put through too.
enum Property: String, CaseIterable {
    /// A gain counts in full the moment it comes.
    case arrival
    /// Reading gives the same bits again and leaves the document as it was.
    case purity
    /// Reads, rebases and other cuts into folds change nothing.
    case insertion
    /// The order in which behaviors come changes nothing but last bits.
    case permutation
    /// Documents of parts add up to the document of the whole, in any order; empty adds nothing.
    case merge
    /// The weight is what summing over the log by the formula gives.
    case oracle
    /// Weights of positive gains only fall, from the sum of the gains towards 0.
    case monotony
    /// Twice the gains, twice the weights; a gain of zero is nothing.
    case linearity
    /// The same log at another time gives the same weights.
    case translation
    /// Which of two interests is stronger does not change while nothing happens.
    case rank
    /// Half is left after the half-life.
    case halfLife
    /// No not-a-number, infinity or negative zero, however odd the times.
    case extremes
}

/// A law with what its properties are measured against.
struct Subject<Law: DecayLaw> {
    let law: Law
    /// How much relative to the gains that went in may differ where a property speaks of bits.
    var tolerance = 0.0
    /// What random streams take for the unit of their gaps.
    var halfLife = Interval.days(30)
    /// What is left of a gain had at the first moment at the second, the oldest behavior
    /// of the log having come at the third; nil where there is no closed form.
    var remaining: ((Moment, Moment, Timestamp) -> Double)?

    /// The first few violations of a property over random streams, in words.
    func violations(of property: Property, streams: Int = streamCount) -> [String] {
        var found: [String] = []
        var random = SplitMix64(seed: 20_130_403)
        for number in 0..<streams where found.count < 3 {
            let count = Int.random(in: 1...8, using: &random)
            let signed = property != .monotony
            let stream = Stream(
                count: count, halfLife: halfLife, signed: signed, using: &random)
            if let violation = check(property, stream, &random) {
                found.append("\(property), stream \(number): \(violation)")
            }
        }
        return found
    }

    private func check(
        _ property: Property, _ stream: Stream, _ random: inout SplitMix64
    ) -> String? {
        switch property {
        case .arrival: arrival(stream)
        case .purity: purity(stream)
        case .insertion: insertion(stream, &random)
        case .permutation: permutation(stream, &random)
        case .merge: merge(stream, &random)
        case .oracle: oracle(stream, &random)
        case .monotony: monotony(stream)
        case .linearity: linearity(stream)
        case .translation: translation(stream, &random)
        case .rank: rank(stream)
        case .halfLife: halfLife(stream)
        case .extremes: extremes(stream, &random)
        }
    }

    /// Some times after the newest behavior at which to look.
    func times(_ stream: Stream) -> [Timestamp] {
        let unit = halfLife.milliseconds
        return [0, 1, unit / 3, unit, unit * 3 + 1, unit * 40].map {
            stream.newest + Interval(milliseconds: $0)
        }
    }

    /// Compares two documents' weights at several times, relative to the gains that went in.
    func difference(
        _ one: Weights, _ other: Weights, _ stream: Stream, within tolerance: Double
    ) -> String? {
        let scale = stream.behaviors.reduce(0) { $0 + ($1.value ?? 0).magnitude }
        for time in times(stream) {
            let (first, second) = (one.byItem(at: time, by: law), other.byItem(at: time, by: law))
            guard first.keys == second.keys else { return "other items" }
            for (item, weight) in first {
                let difference = (weight - (second[item] ?? .nan)).magnitude
                if !(difference <= tolerance * scale) {
                    return "\(item) at \(time): \(weight), not \(second[item] ?? .nan)"
                }
            }
        }
        return nil
    }
}
