import Testing

@testable import Recommending

/// Maximal marginal relevance against the formula, pair by pair.
struct DiversityTests {
    /// The formula as it is written, comparing sets.
    private func plain(_ weight: Double, _ terms: [[Int32]], _ scores: [Double], _ count: Int)
        -> [Int]
    {
        var (left, chosen) = (Array(scores.indices), [Int]())
        func likeness(_ first: Int, _ second: Int) -> Double {
            let (one, other) = (Set(terms[first]), Set(terms[second]))
            let all = one.union(other).count
            return all == 0 ? 0 : Double(one.intersection(other).count) / Double(all)
        }
        while chosen.count < count, !left.isEmpty {
            let values = left.map { place in
                (1 - weight) * scores[place] / scores[0]
                    - weight * (chosen.map { likeness($0, place) }.max() ?? 0)
            }
            let best = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
            chosen.append(left.remove(at: best))
        }
        return chosen
    }

    @Test(arguments: [0, 0.3, 0.5, 1]) func `it is the formula`(weight: Double) {
        var random = SplitMix(seed: 7)
        for _ in 0..<20 {
            let terms = (0..<60).map { _ in
                (0..<12).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }.map(Int32.init)
            }
            let scores = (0..<60).map { _ in Double.random(in: 0...1, using: &random) }
                .sorted(by: >)
            #expect(
                Diversity(weight, terms).order(scores, count: 40)
                    == plain(weight, terms, scores, 40))
        }
    }

    @Test func `more than there are, and what scores nothing, stay in order`() {
        #expect(Diversity(0.5, [[1], [1], [2]]).order([1, 0.9, 0.8], count: 9) == [0, 2, 1])
        #expect(Diversity(0.5, [[1], [1]]).order([0, 0], count: 2) == [0, 1])
        #expect(Diversity(0.5, []).order([], count: 2).isEmpty)
    }
}
