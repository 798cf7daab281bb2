import Interest
import Testing

@testable import Recommending

struct ProfileReaderTests {
    private let day: Int64 = 86_400_000

    /// Item 0 twice, item 1 between, then item 2; a day apart, read two days after the last.
    private func history() -> LiveHistory {
        let times = (0..<4).map { Int64($0) * day }
        return LiveHistory(
            places: [0, 1, 0, 2], times: times[...], gains: [1, 1, 1, 1], time: 5 * day)
    }

    private func weights(_ law: String) throws -> [Double] {
        let reader = ProfileReader(try LawText(parsing: law).law)
        let readings = reader.readings(of: history())
        #expect(readings.map(\.place) == [0, 1, 2])
        return readings.map(\.weight)
    }

    @Test func `each clock fades as it says`() throws {
        #expect(try weights("none") == [2, 1, 1])
        #expect(try weights("exponential 1b") == [0.125 + 0.5, 0.25, 1])
        #expect(try weights("exponential 1d") == [1.0 / 32 + 1.0 / 8, 1.0 / 16, 1.0 / 4])
        #expect(try weights("exponential 1d,1b")[2] == 0.25)
    }

    /// What the short way works out is what a store would read.
    @Test(arguments: [
        "none", "exponential 3b", "exponential 30d,5b", "exponential 2d:0.5 + 9d:0.5",
    ])
    func `a profile is what a fold makes of it`(_ law: String) throws {
        let read = try LawText(parsing: law).law
        var folded = Weights()
        let behaviors = zip(history().places, history().times).map {
            Behavior(
                user: UserID(unchecked: "u"), item: item("\($0)"), action: .click,
                time: Timestamp(milliseconds: $1))
        }
        folded.fold(behaviors, by: read, gains: .standard)
        let wanted = folded.weights(at: Timestamp(milliseconds: 5 * day), by: read)
        for (found, wanted) in zip(try weights(law), wanted) {
            #expect((found - wanted).magnitude < 1e-14)
        }
    }

    @Test(arguments: [
        "power 7d 1", "logistic 0.1/d", "published-per-behavior 0.1/d",
        "published-fixed-step 0.1/d 1d",
    ])
    func `any law reads a history`(_ law: String) throws {
        let found = try weights(law)
        #expect(found.allSatisfy { $0 > 0 && $0.isFinite })
        // The newer one has more left, except by the laws that fade an item by its own behaviors.
        #expect(found[2] > found[1] || law.hasPrefix("published"))
    }
}
