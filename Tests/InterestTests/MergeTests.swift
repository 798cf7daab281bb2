import Testing

@testable import Interest

struct MergeTests {
    @Test(arguments: [
        "exponential 30d,5b", "logistic-reset 0.1/d", "published-per-behavior 0.1/d",
    ])
    func `documents that do not add up are refused`(text: String) throws {
        let law = try LawText(parsing: text).law
        #expect(!law.isMergeable)
        var stream = Stream()
        stream.append(1, at: Stream.start)
        var weights = Weights(stream.behaviors, by: law)
        let error = #expect(throws: LawError.self) {
            try weights.merge(Weights(stream.behaviors, by: law), by: law)
        }
        #expect(error?.found == text)
    }

    @Test func `merging with nothing is nothing, to the bit, however small the weights`() throws {
        let law = ExponentialLaw.standard
        var stream = Stream()
        stream.append(1e-300, at: Stream.start)
        stream.append(3, to: 1, at: Stream.start + .days(30_000))
        let weights = Weights(stream.behaviors, by: law)
        var (left, right) = (weights, Weights())
        try left.merge(Weights(), by: law)
        try right.merge(weights, by: law)
        #expect(left == weights && right == weights)
    }

    @Test func `an older document moves the origin of laws that have one`() throws {
        for text in ["logistic 0.1/d", "power 7d 2"] {
            let law = try LawText(parsing: text).law
            var (old, new) = (Stream(), Stream())
            old.append(1, at: Stream.start)
            new.append(1, to: 1, at: Stream.start + .days(40))
            var merged = Weights(new.behaviors, by: law)
            try merged.merge(Weights(old.behaviors, by: law), by: law)
            let whole = Weights(old.behaviors + new.behaviors, by: law)
            let time = Stream.start + .days(50)
            let (one, other) = (merged.byItem(at: time, by: law), whole.byItem(at: time, by: law))
            for (item, weight) in one {
                #expect((weight - (other[item] ?? .nan)).magnitude <= 4e-16)
            }
        }
    }
}
