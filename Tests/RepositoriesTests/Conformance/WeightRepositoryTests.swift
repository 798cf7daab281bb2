import Harness
import Interest
import Testing

@testable import Repositories

/// Conformance of a weight repository: promises 1, 2, 3, 4 and 6.
@Suite(.store)
struct WeightRepositoryTests {
    let now = Timestamp(seconds: 1_400_000_000)

    @Test(arguments: Backing.allCases)
    func `a stranger has no interests, and asking leaves none behind`(
        backing: Backing
    ) async throws {
        let repositories = try await backing.make()
        #expect(try await repositories.read("nobody").items.isEmpty)
        #expect(try await repositories.weights.count() == 0)
    }

    @Test(arguments: Backing.allCases)
    func `a read folds what is pending, once`(backing: Backing) async throws {
        let repositories = try await backing.make()
        _ = try await repositories.behaviors.append([
            click("ann", "a", at: 100), click("ann", "b", at: 200), click("bob", "a", at: 150),
        ])
        let first = try await repositories.read("ann")
        #expect(first.frame.activity == 2)
        #expect(try await repositories.behaviors.count().pending == 1)
        for _ in 0..<10 {
            #expect(try await repositories.read("ann") == first)
        }
        _ = try await repositories.behaviors.append([click("ann", "a", at: 300)])
        let second = try await repositories.read("ann")
        #expect(second.frame.activity == 3)
        #expect(second.items.map(\.text) == ["a", "b"])
        #expect(try await repositories.weights.count() == 1)
    }

    @Test(arguments: Backing.allCases)
    func `a repeated delivery changes nothing`(backing: Backing) async throws {
        let repositories = try await backing.make()
        let behaviors = (0..<20).map { click("ann", "item\($0 % 7)", at: 100 * $0) }
        _ = try await repositories.behaviors.append(behaviors)
        let before = try await repositories.read("ann")
        _ = try await repositories.behaviors.append(behaviors)
        #expect(try await repositories.read("ann") == before)
    }

    @Test(arguments: Backing.allCases)
    func `reads in between change no bit of what is read in the end`(
        backing: Backing
    ) async throws {
        let repositories = try await backing.make()
        var random = SplitMix64(seed: 11)
        var time = 0
        for _ in 0..<15 {
            let batch = (0..<Int(random.next() % 6) + 1).map { _ in
                time += Int(random.next() % 10_000_000)
                return click("quiet", "item\(random.next() % 9)", at: time)
            }
            _ = try await repositories.behaviors.append(batch)
            _ = try await repositories.behaviors.append(batch.map { $0.moved(to: "watched") })
            for _ in 0..<random.next() % 3 { _ = try await repositories.read("watched") }
        }
        #expect(try await repositories.read("quiet") == repositories.read("watched"))
    }

    @Test(arguments: Backing.allCases)
    func `a change of half-life is right at the next read, and back again to the bit`(
        backing: Backing
    ) async throws {
        let repositories = try await backing.make()
        for start in [0, 500_000, 900_000] {
            _ = try await repositories.behaviors.append(
                (0..<30).map { click("ann", "item\($0 % 11)", at: start + 997 * $0) })
            _ = try await repositories.read("ann")
        }
        let before = try await repositories.read("ann")

        let short = try ExponentialLaw([.init(halfLife: .hours(1))])
        try await repositories.settings.save(Settings(law: short, gains: .standard))
        let changed = try await repositories.read("ann")
        #expect(changed.states.count == 1)
        var expected = Weights()
        for start in [0, 500_000, 900_000] {
            expected.fold(
                (0..<30).map { click("ann", "item\($0 % 11)", at: start + 997 * $0) },
                by: short, gains: .standard)
        }
        #expect(changed == expected)

        try await repositories.settings.save(.standard)
        #expect(try await repositories.read("ann") == before)
    }

    @Test(arguments: Backing.allCases)
    func `a late behavior counts as if it had come in time`(backing: Backing) async throws {
        let repositories = try await backing.make()
        let behaviors = (0..<12).map { click("ann", "item\($0 % 4)", at: 1000 * $0) }
        _ = try await repositories.behaviors.append(behaviors.map { $0.moved(to: "timely") })
        _ = try await repositories.behaviors.append(
            behaviors.filter { $0.time.milliseconds % 3_000_000 != 0 })
        _ = try await repositories.read("ann")
        _ = try await repositories.behaviors.append(behaviors)
        let one = try await repositories.weights.weights(of: "timely").top(9, at: now)
        let other = try await repositories.weights.weights(of: "ann").top(9, at: now)
        #expect(one.map(\.item) == other.map(\.item))
        for (first, second) in zip(one, other) {
            #expect((first.weight - second.weight).magnitude <= 4e-15 * first.weight)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a past moment is what the log held up to then`(backing: Backing) async throws {
        let repositories = try await backing.make()
        let behaviors = (0..<10).map { click("ann", "item\($0)", at: 1000 * $0) }
        _ = try await repositories.behaviors.append(behaviors)
        _ = try await repositories.read("ann")
        let past = try await repositories.weights.weights(
            of: "ann", asOf: Timestamp(seconds: 4500)
        ).weights
        var expected = Weights()
        expected.fold(Array(behaviors.prefix(5)), by: ExponentialLaw.standard, gains: .standard)
        #expect(past == expected)
        #expect(try await repositories.read("ann").items.count == 10)
    }

    @Test(arguments: Backing.allCases)
    func `eight readers at once fold every behavior once`(backing: Backing) async throws {
        let repositories = try await backing.make()
        let behaviors = (0..<100).map { click("ann", "item\($0 % 10)", at: $0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for part in 0..<4 {
                group.addTask {
                    for batch in 0..<5 {
                        let start = part * 25 + batch * 5
                        _ = try await repositories.behaviors.append(
                            Array(behaviors[start..<start + 5]))
                    }
                }
                group.addTask {
                    for _ in 0..<10 { _ = try await repositories.read("ann") }
                }
            }
            try await group.waitForAll()
        }
        let weights = try await repositories.read("ann")
        #expect(weights.frame.activity == 100)
        #expect(try await repositories.behaviors.count() == LogCount(behaviors: 100, pending: 0))
        let total = weights.weights(at: Timestamp(seconds: 99), by: ExponentialLaw.standard)
            .reduce(0, +)
        #expect(total > 99.9 && total <= 100)
    }

    @Test(arguments: Backing.allCases)
    func `a law that cannot add late behaviors folds the whole log again`(
        backing: Backing
    ) async throws {
        let repositories = try await backing.make()
        let law = try LawText(parsing: "logistic-reset 0.1/d").law
        let settings = Settings(law: law, gains: .standard)
        try await repositories.settings.save(settings)
        let behaviors = (0..<12).map { click("ann", "item\($0 % 4)", at: 86_400 * $0) }
        _ = try await repositories.behaviors.append(behaviors.filter { $0.item != "item2" })
        _ = try await repositories.read("ann")
        _ = try await repositories.behaviors.append(behaviors)
        var expected = Weights()
        expected.fold(behaviors, by: settings)
        #expect(try await repositories.read("ann") == expected)
    }

    @Test(arguments: Backing.allCases)
    func `documents of other settings are found, page by page`(backing: Backing) async throws {
        let repositories = try await backing.make()
        for user in ["ann", "bob", "cem"] {
            _ = try await repositories.behaviors.append([click(user, "a", at: 5)])
            _ = try await repositories.read(UserID(unchecked: user))
        }
        #expect(try await repositories.weights.outdated(after: nil, limit: 9).isEmpty)
        let law = try ExponentialLaw([.init(halfLife: .hours(1))])
        try await repositories.settings.save(Settings(law: law, gains: .standard))
        #expect(try await repositories.weights.outdated(after: nil, limit: 2) == ["ann", "bob"])
        #expect(try await repositories.weights.outdated(after: "bob", limit: 2) == ["cem"])
        _ = try await repositories.read("cem")
        #expect(try await repositories.weights.outdated(after: "bob", limit: 2).isEmpty)
    }
}
