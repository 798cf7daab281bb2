import Foundation
import Testing

@testable import Interest

/// Every law against every property, and what each law cannot keep asserted too.
struct LawPropertyTests {
    @Test(arguments: Property.allCases)
    func `one half-life keeps every property`(property: Property) throws {
        let law = try ExponentialLaw([.init(halfLife: .days(30))])
        let subject = Subject(law: law) { then, now, _ in
            exp2(-Double(now.time.milliseconds - then.time.milliseconds) / (30 * 86_400_000))
        }
        #expect(subject.violations(of: property).isEmpty)
    }

    @Test(arguments: Property.allCases)
    func `fast and slow together keep all but the rank and a half-life`(
        property: Property
    ) throws {
        let subject = Subject(law: ExponentialLaw.standard) { then, now, _ in
            let days = Double(now.time.milliseconds - then.time.milliseconds) / 86_400_000
            return (exp2(-days / 2) + exp2(-days / 30)) / 2
        }
        let kept = property != .rank && property != .halfLife
        #expect(subject.violations(of: property).isEmpty == kept)
    }

    @Test(arguments: Property.allCases)
    func `a half-life in activity too needs the order and does not merge`(
        property: Property
    ) throws {
        let law = try ExponentialLaw([
            .init(halfLife: .days(30), activityHalfLife: 5, coefficient: 0.75),
            .init(halfLife: nil, activityHalfLife: 2, coefficient: 0.25),
        ])
        let subject = Subject(law: law) { then, now, _ in
            let days = Double(now.time.milliseconds - then.time.milliseconds) / 86_400_000
            let count = Double(now.activity - then.activity)
            return 0.75 * exp2(-days / 30 - count / 5) + 0.25 * exp2(-count / 2)
        }
        let broken: Set<Property> = [.permutation, .merge, .linearity, .rank, .halfLife]
        #expect(subject.violations(of: property).isEmpty == !broken.contains(property))
    }

    @Test(arguments: Property.allCases)
    func `no decay keeps all but a half-life`(property: Property) throws {
        let subject = Subject(law: NoDecayLaw(), remaining: { _, _, _ in 1 })
        #expect(subject.violations(of: property).isEmpty == (property != .halfLife))
    }

    @Test(arguments: Property.allCases)
    func `logistic decay keeps all but a half-life`(property: Property) throws {
        let law = try LogisticLaw(decayCoefficient: Rate(perDay: 0.1))
        let subject = Subject(law: law, tolerance: 1e-13, halfLife: .days(7)) { then, now, oldest in
            let survival = { (moment: Moment) in
                let age = Double(moment.time.milliseconds - oldest.milliseconds) / 86_400_000
                return 2 * exp(-0.1 * age) / (1 + exp(-0.1 * age))
            }
            // 700 days of profile: past that the quotient itself has no digits left.
            let age = then.time.milliseconds - oldest.milliseconds
            return age < 700 * 86_400_000
                ? survival(now) / survival(then)
                : exp(-0.1 * Double(now.time.milliseconds - then.time.milliseconds) / 86_400_000)
        }
        let broken: Set<Property> = [.halfLife]
        #expect(subject.violations(of: property).isEmpty == !broken.contains(property))
    }

    @Test(arguments: Property.allCases)
    func `logistic decay that restarts loses what depends on when one came`(
        property: Property
    ) throws {
        let law = try ResettingLogisticLaw(decayCoefficient: Rate(perDay: 0.1))
        let subject = Subject(law: law, tolerance: 1e-13, halfLife: .days(7))
        let broken: Set<Property> = [.permutation, .merge, .linearity, .rank, .halfLife]
        let found = subject.violations(of: property, streams: max(1000, streamCount))
        #expect(found.isEmpty == !broken.contains(property))
    }

    @Test(arguments: Property.allCases, 1...3)
    func `power decay keeps all but a half-life`(
        property: Property, exponent: Int
    ) throws {
        let law = try PowerLaw(timeScale: .days(7), exponent: exponent)
        let subject = Subject(law: law, tolerance: 1e-13, halfLife: .days(7)) { then, now, oldest in
            let base = { (moment: Moment) in
                1 + Double(moment.time.milliseconds - oldest.milliseconds) / (7 * 86_400_000)
            }
            return pow(base(then) / base(now), Double(exponent))
        }
        #expect(subject.violations(of: property).isEmpty == (property != .halfLife))
    }

    @Test(arguments: Property.allCases)
    func `the published rule at behaviors loses nearly everything but harmless reads`(
        property: Property
    ) throws {
        let law = try PublishedPerBehaviorLaw(decayCoefficient: Rate(perDay: 0.1))
        let subject = Subject(law: law, tolerance: 1e-13, halfLife: .days(7))
        let kept: Set<Property> = [.purity, .insertion, .translation, .extremes, .oracle]
        #expect(subject.violations(of: property).isEmpty == kept.contains(property))
    }

    @Test(arguments: Property.allCases)
    func `the published rule at fixed steps is an exponential at whole steps`(
        property: Property
    ) throws {
        let law = try PublishedFixedStepLaw(
            decayCoefficient: Rate(perDay: 0.1), step: .days(1))
        let subject = Subject(law: law, halfLife: .days(7)) { then, now, _ in
            let day: Int64 = 86_400_000
            let steps = now.time.milliseconds / day - then.time.milliseconds / day
            return pow(1 / (1 + exp(-0.1)), Double(steps))
        }
        let broken: Set<Property> = [.translation, .halfLife]
        #expect(subject.violations(of: property).isEmpty == !broken.contains(property))
    }
}
