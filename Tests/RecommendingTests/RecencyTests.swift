import Harness
import Interest
import Testing

@testable import Recommending

struct RecencyTests {
    @Test func `what personal parts say fades by a power law while a user is idle`() {
        let recency = Recency(exponent: 0.5)
        #expect(recency.left(after: .zero) == 1)
        #expect(recency.left(after: .hours(3)) == 0.5)
        #expect(recency.left(after: .hours(15)) == 0.25)
        #expect(recency.left(after: .days(-1)) == 1)
        #expect(Recency(exponent: 0).left(after: .days(400)) == 1)
    }

    /// Users who go on at once go on with what they had; users who come back after days take what
    /// is current.
    @Test func `a blend finds out that idle users take what is current`() throws {
        var (behaviors, random) = ([Behavior](), SplitMix64(seed: 3))
        let start = Timestamp(milliseconds: 1_600_000_000_000)
        for visit in 0..<1500 {
            let user = UserID(unchecked: "u\(visit % 60)")
            let time = start + .hours(Int64(visit))
            let (day, series) = (visit / 24, Int.random(in: 0..<15, using: &random))
            // What everybody takes that day, then two or three of one series.
            var items = ["day\(day % 20)"]
            items += (0..<Int.random(in: 2...3, using: &random)).map { "series\(series)-\($0)" }
            for (index, name) in items.enumerated() {
                behaviors.append(
                    Behavior(
                        user: user, item: item(name), action: .click,
                        time: time + .seconds(Int64(index))))
            }
        }
        var builder = TrainingLogBuilder(gains: .standard)
        for user in 0..<60 {
            try builder.append(behaviors.filter { $0.user.text == "u\(user)" })
        }
        let log = builder.finish()
        let model = try Blend.trained(on: log) { $0.blend.countsRepeats = true }
        #expect(model.recency.exponent > 0)
        #expect(model.findings["recency"] == "\(model.recency.exponent)")
        #expect(model.findings["parts"]?.contains("recency") == true)
        let request = RecommendationRequest(
            interests: interests(["series3-0": 1]), count: 1000, explains: true)
        var idle = request
        idle.idle = .days(30)
        func personal(_ request: RecommendationRequest) -> Double {
            model.recommend(request).flatMap(\.parts).filter { $0.because != nil }
                .reduce(0) { $0 + $1.share }
        }
        let ratio = personal(idle) / personal(request)
        #expect((ratio - model.recency.left(after: .days(30))).magnitude < 1e-9)
    }
}
