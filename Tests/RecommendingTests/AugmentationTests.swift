import Interest
import Testing

@testable import Recommending

struct AugmentationTests {
    /// The copies in letters, user by user.
    private func copies(_ words: [String], _ augmentation: Augmentation) throws -> [String] {
        let plain = log(words)
        let augmented = try plain.augmented(by: augmentation)
        return (plain.userCount..<augmented.userCount).map { user in
            let range = Int(augmented.starts[user])..<Int(augmented.starts[user + 1])
            #expect(augmented.owners[range].allSatisfy { $0 == Int32(user) })
            #expect(augmented.times[range].elementsEqual(augmented.times[range].sorted()))
            return range.map { "\(augmented.items[Int(augmented.places[$0])])" }.joined()
        }
    }

    @Test func `the real histories stay as they are, in front`() throws {
        let plain = try TrainingLog.generated(seed: 3)
        let augmented = try plain.augmented(by: Augmentation(dropped: 0.5, cropped: 0.5))
        #expect(augmented.count > plain.count && augmented.userCount > plain.userCount)
        #expect(Array(augmented.places.prefix(plain.count)) == plain.places)
        #expect(Array(augmented.starts.prefix(plain.userCount + 1)) == plain.starts)
        #expect(augmented.items == plain.items && augmented.actionNames == plain.actionNames)
        #expect(try plain.augmented(by: nil).count == plain.count)
    }

    @Test func `nothing changed makes plain copies, of histories that pair at all`() throws {
        let found = try copies(["abc", "d", "ba"], Augmentation(copies: 2))
        #expect(found == ["abc", "ba", "abc", "ba"])
    }

    @Test func `cropping keeps one stretch of the share`() throws {
        let word = "abcdefgh"
        let found = try copies(
            Array(repeating: word, count: 60), Augmentation(cropped: 0.5))
        #expect(found.allSatisfy { $0.count == 4 && word.contains($0) })
        // Every stretch there is comes up: abcd to efgh.
        #expect(Set(found).count == 5)
    }

    @Test func `dropping leaves out about the share, in order`() throws {
        let word = "abcdefghijklmnopqrst"
        let found = try copies(Array(repeating: word, count: 200), Augmentation(dropped: 0.3))
        let kept = found.reduce(0) { $0 + $1.count }
        #expect((Double(kept) / 4000 - 0.7).magnitude < 0.03)
        #expect(found.allSatisfy { $0 == String($0.sorted()) })
    }

    @Test func `jitter moves times by no more than it says`() throws {
        // An hour lies between two behaviors: half an hour either way changes no order.
        let still = try copies(["abcdef"], Augmentation(jitter: Interval(milliseconds: 1_799_000)))
        #expect(still == ["abcdef"])
        let found = try copies(
            Array(repeating: "abcdef", count: 50), Augmentation(jitter: .hours(2)))
        #expect(found.contains { $0 != "abcdef" })
        for word in found {
            #expect(word.sorted() == Array("abcdef"))
            for (place, letter) in word.enumerated() {
                let before = try #require("abcdef".map(\.self).firstIndex(of: letter))
                #expect((place - before).magnitude <= 4)
            }
        }
    }

    @Test func `the same seed gives the same copies, another one others`() throws {
        let words = Array(repeating: "abcdefgh", count: 20)
        let one = try copies(words, Augmentation(dropped: 0.5, seed: 4))
        #expect(try copies(words, Augmentation(dropped: 0.5, seed: 4)) == one)
        #expect(try copies(words, Augmentation(dropped: 0.5, seed: 5)) != one)
    }

    @Test func `models learn from the copies`() throws {
        let log = try TrainingLog.generated(seed: 3)
        for type in [ItemNeighbors.self, Linear.self, Blend.self] as [any Recommender.Type] {
            // A blend of parts that learn from the copies.
            var parameters = TrainingParameters(blend: .init(trendingHalfLives: []))
            let plain = try type.train(on: log, by: parameters, control: .init(workers: 1))
            parameters.augmentation = Augmentation(dropped: 0.4)
            let other = try type.train(on: log, by: parameters, control: .init(workers: 1))
            #expect(plain.encode() != other.encode())
            #expect(plain.items == other.items)
            #expect(type.describe(parameters)["augmentation"] == "drop=0.4")
        }
    }

    @Test(arguments: ["drop=0.2", "drop=0.2,crop=0.5,jitter=1d,copies=2,seed=7", "copies=1"])
    func `a line reads back as the same`(_ text: String) throws {
        let augmentation = try #require(Augmentation(text))
        #expect(augmentation.description == text)
        #expect(Augmentation(augmentation.description) == augmentation)
    }

    @Test(arguments: ["", "drop", "drop=x", "drop=0.1,drop=0.2", "fade=1", "drop=0.2,"])
    func `a line that says something else is no augmentation`(_ text: String) {
        #expect(Augmentation(text) == nil)
    }

    @Test(arguments: [
        Augmentation(dropped: 1), Augmentation(dropped: .nan), Augmentation(cropped: 0),
        Augmentation(jitter: .days(1000)), Augmentation(copies: 0), Augmentation(copies: 11),
    ])
    func `what is out of range is refused`(_ augmentation: Augmentation) {
        var parameters = TrainingParameters()
        parameters.augmentation = augmentation
        let error = #expect(throws: ModelError.self) { try parameters.check() }
        #expect(error?.code == .parameter)
    }
}
