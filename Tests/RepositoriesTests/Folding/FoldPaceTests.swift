import Testing

@testable import Repositories

/// How much a fold of everything takes in at a time.
struct FoldPaceTests {
    @Test func `it doubles while transactions are quick, up to the limits`() {
        let most = FoldLimits()
        var pace = FoldPace(upTo: most)
        #expect(pace.limits.behaviorsMax < most.behaviorsMax)
        #expect(pace.limits.usersMax < most.usersMax)
        let first = pace.limits.behaviorsMax
        pace.note(.milliseconds(10))
        #expect(pace.limits.behaviorsMax == 2 * first)
        for _ in 0..<10 { pace.note(.milliseconds(10)) }
        #expect(pace.limits == most)
    }

    @Test func `it halves where they are slow, and stays where they are neither`() {
        var pace = FoldPace(upTo: FoldLimits())
        let first = pace.limits
        pace.note(.seconds(2))
        #expect(pace.limits == first)
        pace.note(.seconds(20))
        #expect(pace.limits.behaviorsMax == first.behaviorsMax / 2)
        for _ in 0..<20 { pace.note(.seconds(20)) }
        #expect(pace.limits.behaviorsMax > 0 && pace.limits.usersMax > 0)
        for _ in 0..<20 { pace.note(.zero) }
        #expect(pace.limits == FoldLimits())
    }

    @Test func `limits below where it begins are kept`() {
        var small = FoldLimits()
        (small.usersMax, small.behaviorsMax) = (2, 3)
        var pace = FoldPace(upTo: small)
        #expect(pace.limits == small)
        pace.note(.seconds(20))
        pace.note(.zero)
        #expect(pace.limits == small)
    }
}
