import Harness
import Testing

@testable import Interest

/// What the log dates ahead of a read.
struct AheadTests {
    private let start = Timestamp(seconds: 1_600_000_000)

    private func click(_ item: Int, at time: Timestamp) -> Behavior {
        Behavior(
            user: UserID(unchecked: "u"), item: ItemID(unchecked: "i\(item)"), action: .click,
            time: time)
    }

    @Test func `what is seen includes what is dated ahead`() {
        let ahead = [click(1, at: start + .hours(2)), click(2, at: start + .hours(3))]
        var weights = Weights()
        weights.fold([click(0, at: start)], by: .standard)
        let folded = FoldedWeights(weights: weights, settings: .standard, ahead: ahead)
        #expect(folded.seen.map(\.text) == ["i0", "i1", "i2"])
        #expect(folded.foreseen(at: start + .hours(1)).weights == weights)
        let later = folded.foreseen(at: start + .hours(2))
        #expect(later.weights.items.map(\.text) == ["i0", "i1"])
        #expect(later.ahead == [ahead[1]])
        #expect(later.seen.count == 3)
    }

    /// With clocks up to a day ahead: foreseen in any steps, or folded when the time has come.
    @Test func `what is foreseen is to the bit what is folded when its time has come`() throws {
        var random = SplitMix64(seed: 71)
        for text in ["exponential 2d", "exponential 12h,5b", "none"] {
            let law = try LawText(parsing: text).law
            let settings = Settings(law: law, gains: .standard)
            for _ in 0..<100 {
                let log = (0..<12).map { _ in
                    let offset = Int64.random(in: -86_400_000...86_400_000, using: &random)
                    return click(
                        Int.random(in: 0..<5, using: &random),
                        at: start + Interval(milliseconds: offset))
                }.sorted { $0.time < $1.time }
                var now = Weights()
                now.fold(log.filter { $0.time <= start }, by: settings)
                var folded = FoldedWeights(
                    weights: now, settings: settings, ahead: log.filter { $0.time > start })
                let end = start + .days(1)
                let atOnce = folded.foreseen(at: end)
                for hour in 1...24 where Bool.random(using: &random) {
                    folded = folded.foreseen(at: start + .hours(Int64(hour)))
                    #expect(folded.weights.frame.newest <= start + .hours(Int64(hour)))
                }
                folded = folded.foreseen(at: end)
                var whole = Weights()
                whole.fold(log, by: settings)
                #expect(folded.weights == atOnce.weights && atOnce.ahead.isEmpty)
                #expect(
                    folded.all(at: end)
                        == FoldedWeights(weights: whole, settings: settings).all(at: end))
            }
        }
    }
}
