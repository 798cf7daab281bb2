import Testing

@testable import Interest

struct GainTests {
    private func behavior(_ action: Action, value: Double? = nil) -> Behavior {
        Behavior(
            user: UserID(unchecked: "u"), item: ItemID(unchecked: "i"), action: action,
            value: value, time: Stream.start)
    }

    @Test(arguments: [(0, -1), (2.5, -0.5), (5, 0), (10, 1), (99, 1), (-99, -1)])
    func `a rating counts from the middle of its scale`(value: Double, gain: Double) {
        #expect(Gains.standard.gain(of: behavior(.rating, value: value), since: nil) == gain)
    }

    @Test func `an action without a rule adds nothing`() {
        #expect(Gains.standard.gain(of: behavior(Action(unchecked: "x")), since: nil) == 0)
    }

    @Test(arguments: [
        (2.0, 6.0), (-1, -3), (0, 0), (nil, 0), (1e300, 1e6), (-1e300, -1e6), (.infinity, 1e6),
    ])
    func `a gain per value is bounded`(value: Double?, gain: Double) {
        let gains = Gains(rules: [.purchase: .perValue(3)])
        #expect(gains.gain(of: behavior(.purchase, value: value), since: nil) == gain)
    }

    @Test func `values that would go over the bound never enter the log`() throws {
        let gains = Gains(rules: [.purchase: .perValue(2)])
        let admission = Admission(gains: gains, now: Stream.start)
        try admission.check(behavior(.purchase, value: 500_000))
        #expect(throws: Rejection.valueOffScale(500_001, -500_000...500_000)) {
            try admission.check(behavior(.purchase, value: 500_001))
        }
        #expect(throws: Rejection.missingValue(.purchase)) {
            try admission.check(behavior(.purchase))
        }
    }

    @Test func `what the log no longer keeps does not enter it`() throws {
        let now = Stream.start + .days(30)
        let admission = Admission(gains: .standard, now: now, retention: .days(30))
        #expect(throws: Rejection.tooOld(Stream.start, limit: Stream.start)) {
            try admission.check(behavior(.click))
        }
        try Admission(gains: .standard, now: now, retention: .days(31)).check(behavior(.click))
        try Admission(gains: .standard, now: now).check(behavior(.click))
    }

    @Test(arguments: [(0, 0.5), (7, 0.6681877721681662), (100, 0.9999546021312976)])
    func `growth adds the more the longer one was away`(days: Int64, gain: Double) {
        let gains = Gains(rules: [.click: .growth(growthCoefficient: Rate(perDay: 0.1))])
        let grown = gains.gain(of: behavior(.click), since: .days(days))
        #expect((grown - gain).magnitude <= 2e-16)
    }

    @Test func `the first behavior adds the initial interest, and only the first`() {
        let gains = Gains(rules: [
            .click: .growth(growthCoefficient: Rate(perDay: 0.1), initial: 0.25),
            .browse: .growth(growthCoefficient: Rate(perDay: 0.1)),
        ])
        var weights = Weights()
        weights.fold([behavior(.click)], by: NoDecayLaw(), gains: gains)
        #expect(weights.weights(at: Stream.start, by: NoDecayLaw()) == [0.25])
        weights.fold([behavior(.click)], by: NoDecayLaw(), gains: gains)
        #expect(weights.weights(at: Stream.start, by: NoDecayLaw()) == [0.75])
        #expect(gains.gain(of: behavior(.browse), since: nil) == 1)
    }

    @Test func `a burst adds halves, coming back adds one`() {
        let gains = Gains(rules: [.click: .growth(growthCoefficient: Rate(perDay: 1))])
        var weights = Weights()
        let times = [Stream.start, Stream.start, Stream.start, Stream.start + .days(60)]
        weights.fold(
            times.map {
                var click = behavior(.click)
                click.time = $0
                return click
            }, by: NoDecayLaw(), gains: gains)
        #expect(weights.weights(at: .latest, by: NoDecayLaw()) == [1 + 0.5 + 0.5 + 1])
    }

    @Test func `the fixed step has the half-life that its formula says`() throws {
        for (coefficient, steps) in [(0.1, 1.076), (1, 2.21), (3, 14.27)] {
            let law = try PublishedFixedStepLaw(
                decayCoefficient: Rate(perDay: coefficient), step: .days(1))
            var stream = Stream()
            stream.append(1, at: .earliest)
            let weights = Weights(stream.behaviors, by: law)
            let left = weights.weights(at: .earliest + .days(100), by: law)[0]
            let perStep = left == 0 ? .nan : -100 / Self.log2(left)
            #expect((perStep / steps - 1).magnitude <= 0.003)
        }
    }

    private static func log2(_ number: Double) -> Double {
        Double(number.exponent) + Exponential.log2(onePlus: number.significand - 1)
    }
}
