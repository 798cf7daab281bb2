import Testing

@testable import Interest

struct PublishedSimulationTests {
    let item = ItemID(unchecked: "i")
    let start = Stream.start

    private func weight(afterReads count: Int64, decayCoefficient: Double) throws -> Double {
        var simulation = try PublishedSimulation(
            decayCoefficient: Rate(perDay: decayCoefficient))
        simulation.behave(item, gain: 1, at: start)
        for read in 1...count {
            let time = Interval(milliseconds: 10 * 86_400_000 / count * read)
            simulation.readAndPersist(at: start + time)
        }
        return simulation.states[item]?.weight ?? .nan
    }

    @Test(arguments: [
        (1, 0.731), (2, 0.388), (5, 0.050), (10, 1.6e-3), (100, 1.3e-30),
    ])
    func `ten days keep the less the more often one looks`(reads: Int64, left: Double) throws {
        let weight = try weight(afterReads: reads, decayCoefficient: 0.1)
        #expect((weight / left - 1).magnitude <= 0.03)
    }

    @Test(arguments: [(1, 0.269), (100, 4.8e-31)])
    func `with a negative coefficient as well`(reads: Int64, left: Double) throws {
        let weight = try weight(afterReads: reads, decayCoefficient: -0.1)
        #expect((weight / left - 1).magnitude <= 0.03)
    }

    @Test func `peeking does not persist, and sees what a read would`() throws {
        var simulation = try PublishedSimulation(decayCoefficient: Rate(perDay: 0.1))
        simulation.behave(item, gain: 1, at: start)
        let peeked = simulation.peek(at: start + .days(1))
        #expect(peeked == simulation.peek(at: start + .days(1)))
        #expect(peeked == simulation.readAndPersist(at: start + .days(1)))
        #expect(peeked != simulation.readAndPersist(at: start + .days(1)))
        #expect(simulation.states[item]?.steps == 2)
    }

    @Test func `the same steps give the same weights`() throws {
        var (one, other) = (
            try PublishedSimulation(decayCoefficient: Rate(perDay: 2)),
            try PublishedSimulation(decayCoefficient: Rate(perDay: 2))
        )
        for day in 1...20 as ClosedRange<Int64> {
            for step in [start + .days(day), start + .days(day) + .hours(3)] {
                one.behave(item, gain: 1, at: step)
                other.behave(item, gain: 1, at: step)
                #expect(one.readAndPersist(at: step) == other.readAndPersist(at: step))
            }
        }
    }

    @Test(arguments: [(1, 2.1), (7, 3.0), (30, 21), (90, 8104)])
    func `the rarer the user, the heavier the steady state`(days: Int64, expected: Double) throws {
        var simulation = try PublishedSimulation(decayCoefficient: Rate(perDay: 0.1))
        for step in 0..<200_000 as Range<Int64> {
            simulation.behave(item, gain: 1, at: start + .days(days * step))
        }
        let weight = simulation.states[item]?.weight ?? .nan
        #expect((weight / expected - 1).magnitude <= 0.01)
    }

    @Test func `alpha does not compose`() throws {
        let law = try PublishedPerBehaviorLaw(decayCoefficient: Rate(perDay: 0.1))
        let (five, ten) = (law.remaining(after: .days(5)), law.remaining(after: .days(10)))
        #expect(five * five < ten - 0.3)
    }
}
