import Testing

@testable import Recommending

/// The best of scores that lie on a standing, against a sort of all sums.
struct ScoresTests {
    /// Standings shorter and longer than what is known to be best beforehand.
    @Test(arguments: [1, 7, 300, Standing.bestMax, 3 * Standing.bestMax])
    func `the best on a standing are those of all sums`(_ count: Int) {
        var random = SplitMix(seed: UInt64(count))
        for round in 0..<20 {
            let standing = Standing(
                // Few values, so that there are ties; some items nobody turns to.
                (0..<count).map { _ in Double(random.below(50)) / 50 })
            let shares = (0..<min(count, 40)).map { _ in
                (place: random.below(count), share: random.unit() - 0.5)
            }
            let isExcluded = (0..<count).map { _ in random.below(3) < round % 4 }
            let wanted = min(count, [1, 10, 2000][round % 3])

            var sums = standing.values
            for (place, share) in shares { sums[place] += share }
            let best = sums.indices.filter { sums[$0] > 0 && !isExcluded[$0] }
                .map { Ranked(score: sums[$0], place: $0) }.sorted().prefix(wanted)

            let found = Scores.withScratch(count) { scores in
                scores.add(standing)
                for (place, share) in shares { scores.add(share, at: place) }
                for place in sums.indices { #expect(scores[place] == sums[place]) }
                return scores.best(wanted) { isExcluded[$0] }
            }
            #expect(found == Array(best))
        }
    }

    @Test func `a standing that comes after other scores is added to them`() {
        let standing = Standing([1, 2, 3])
        let found = Scores.withScratch(3) { scores in
            scores.add(4, at: 0)
            scores.add(standing)
            scores.add(standing)
            return scores.best(3) { _ in false }
        }
        #expect(found == [(6, 0), (6, 2), (4, 1)].map { Ranked(score: $0.0, place: $0.1) })
    }

    @Test func `scratch comes back clear`() {
        for _ in 0..<3 {
            let best = Scores.withScratch(3) { scores in
                let before = (0..<3).map { scores[$0] }
                scores.add(Standing([1, 2, 3]))
                scores.add(1, at: 1)
                return before
            }
            #expect(best == [0, 0, 0])
        }
    }

    /// A standing laid under scores of which all are wanted would leave `touched` empty.
    @Test func `where all scores are wanted all are touched`() {
        var scores = Scores(count: 3)
        scores.add(Standing([1, 0, 3]))
        #expect(scores.touched == [0, 1, 2])
    }
}
