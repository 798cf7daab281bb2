import Testing

@testable import Interest

struct LawGoldenTests {
    @Test func `weights are those of the formulas worked out to 120 digits`() throws {
        for row in LawGolden.rows {
            let law = try LawText(parsing: row.law).law
            var stream = Stream()
            for (gain, time) in row.behaviors {
                stream.append(gain, at: Stream.start + Interval(milliseconds: time))
            }
            let time = Stream.start + Interval(milliseconds: row.time)
            let weight = Weights(stream.behaviors, by: law).weights(at: time, by: law)[0]
            let error = (weight - row.weight).magnitude

            // The fixed step's α is one rounded number, raised to a power of up to a few hundred.
            let bound = row.law.hasPrefix("published-fixed-step") ? 2e-14 : 4e-15
            #expect(error <= bound * row.weight.magnitude, "\(row.law): \(weight)")
        }
    }

    @Test(arguments: [
        (0, 0.5), (1, 0.52497918747894), (7, 0.6681877721681662), (10, 0.7310585786300049),
        (30, 0.9525741268224334), (100, 0.9999546021312976),
    ])
    func `the published alpha rises with time`(days: Int64, alpha: Double) throws {
        let law = try PublishedPerBehaviorLaw(decayCoefficient: Rate(perDay: 0.1))
        #expect((law.remaining(after: .days(days)) - alpha).magnitude <= 2e-16)
    }

    @Test(arguments: [
        (0, 1), (1, 0.95004162504212), (7, 0.6636244556636678), (10, 0.5378828427399902),
        (30, 0.09485174635513356), (100, 9.079573740486879e-05),
    ])
    func `normalized logistic decay begins at one`(days: Int64, left: Double) throws {
        let rate = Rate(perDay: 0.1)
        let resetting = try ResettingLogisticLaw(decayCoefficient: rate)
        #expect((resetting.remaining(after: .days(days)) - left).magnitude <= 4e-16)
        var stream = Stream()
        stream.append(1, at: Stream.start)
        let law = try LogisticLaw(decayCoefficient: rate)
        let weight = Weights(stream.behaviors, by: law)
            .weights(at: Stream.start + .days(days), by: law)[0]
        #expect((weight - left).magnitude <= 4e-16)
    }

    /// Sixty gains of 1, one a day, read thirty days after the last, all with half-lives of 30
    /// days when young: the same log under all laws, from shared knowledge of what each does.
    @Test(arguments: [
        ("exponential 30d", 16.42), ("power 30d 1", 30.00), ("none", 60),
        ("logistic 0.036620409622270322/d", 10.16),
        ("logistic-reset 0.036620409622270322/d", 18.30),
        ("published-per-behavior 0.1/d", 2.0),
    ])
    func `the same sixty days under each law`(text: String, expected: Double) throws {
        let law = try LawText(parsing: text).law
        var stream = Stream()
        for day in 0..<60 { stream.append(1, at: Stream.start + .days(Int64(day))) }
        let time = stream.newest + .days(30)
        let weight = Weights(stream.behaviors, by: law).weights(at: time, by: law)[0]
        #expect((weight - expected).magnitude <= 0.01, "\(weight)")
    }
}
