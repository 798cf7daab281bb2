import Foundation
import Harness
import Testing

@testable import Interest

/// The promise that everything rests on, on many more streams than the other properties.
struct InsertionTests {
    /// Laws of one to four components with half-lives from a second to ten years.
    private func law(using random: inout SplitMix64) throws -> ExponentialLaw {
        let count = Int.random(in: 1...4, using: &random)
        let components = (0..<count).map { _ in
            let length = exp2(Double.random(in: 0...28.2, using: &random))
            let kind = Int.random(in: 0..<4, using: &random)
            return ExponentialLaw.Component(
                halfLife: kind == 0 ? nil : Interval(milliseconds: Int64(length * 1000)),
                activityHalfLife: kind < 2 ? Int64.random(in: 1...300, using: &random) : nil,
                coefficient: 1 / Double(count))
        }
        return try ExponentialLaw(components)
    }

    /// In eight parts, so that they share the processors.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `reads, rebases and other folds change no bit in 100,000 streams`(
        part: UInt64
    ) throws {
        var random = SplitMix64(seed: 1000 + part)
        for _ in 0..<12_500 / 25 * max(1, streamCount / 300) {
            let law = try law(using: &random)
            let time = law.components.compactMap(\.halfLife).first ?? .days(1)
            let subject = Subject(law: law, halfLife: time)
            for _ in 0..<25 {
                let count = Int.random(in: 1...6, using: &random)
                let stream = Stream(count: count, halfLife: time, using: &random)
                #expect(subject.insertion(stream, &random) == nil, "\(LawText(law))")
            }
        }
    }

    @Test func `pruning happens at the same behaviors however the log is cut`() throws {
        let law = try ExponentialLaw([.init(halfLife: .days(1))])
        var random = SplitMix64(seed: 60)
        for _ in 0..<5 {
            var stream = Stream()
            var time = Stream.start
            for _ in 0..<3000 {
                time =
                    time + Interval(milliseconds: Int64.random(in: 0...20_000_000, using: &random))
                stream.append(
                    Double.random(in: -1...3, using: &random),
                    to: Int.random(in: 0..<600, using: &random), at: time)
            }
            let once = Weights(stream.behaviors, by: law, pruning: Settings.pruningStandard)
            var often = Weights()
            for fold in stream.folds(using: &random) {
                for behavior in fold {
                    often.fold(
                        [behavior], by: law, gains: Stream.gains,
                        pruning: Settings.pruningStandard)
                }
            }
            #expect(once == often)
            #expect(once.items.count < 600)
        }
    }
}
