import Interest
import Repositories
import Synchronization
import Testing

@testable import Recommending

/// Who is like a user, from the sketch and from what is read.
struct NeighborUsersTests {
    private let now = Timestamp(seconds: 1_700_000_000)
    private let log = MemoryBehaviorRepository()
    private let settings = MemorySettingsRepository()
    private let sketch = UserSketch()

    private func click(_ user: String, _ item: String, _ hours: Int64 = 1) -> Behavior {
        Behavior(
            user: UserID(unchecked: user), item: ItemID(unchecked: item), action: .click,
            time: now - .hours(hours))
    }

    private func neighbors(reads: Counter) -> NeighborUsers {
        let weights = MemoryWeightRepository(log: log, settings: settings, now: { [now] in now })
        return NeighborUsers(
            reader: InterestReader(CountedWeights(weights, reads), now: { [now] in now }),
            editor: log, sketch: sketch, now: { [now] in now })
    }

    @Test func `what was read once is not read again, and new behaviors come by the log`()
        async throws
    {
        let reads = Counter()
        let neighbors = neighbors(reads: reads)
        _ = try await log.append(
            [click("ann", "a"), click("ann", "b")]
                + (0..<20).flatMap { [click("u\($0)", "a"), click("u\($0)", "x\($0)")] })
        let serving = ServingModels()
        let feed = LogFollower(serving, from: log, settings: settings, users: sketch)
        _ = try await feed.look()
        let first = try await neighbors.users(like: UserID("ann"))
        #expect(first.count == 20 && reads.count == 21)
        let second = try await neighbors.users(like: UserID("ann"))
        #expect(second.map(\.user) == first.map(\.user) && reads.count == 22)
        _ = try await log.append([click("twin", "a"), click("twin", "b"), click("u3", "b")])
        _ = try await feed.look()
        let third = try await neighbors.users(like: UserID("ann"))
        #expect(third.first?.user == UserID(unchecked: "twin"))
        #expect(third.dropFirst().first?.user == UserID(unchecked: "u3"))
        // Ann, who is new, and who did something since.
        #expect(reads.count == 25)
        sketch.forget(UserID(unchecked: "twin"))
    }

    @Test func `a request reads no more than its share, and the next ones the rest`() async throws {
        let reads = Counter()
        let neighbors = neighbors(reads: reads)
        _ = try await log.append(
            (0..<4).map { click("ann", "i\($0)") }
                + (0..<160).map { click("u\(1000 + $0)", "i\($0 % 4)") })
        for round in 1...6 {
            let before = reads.count
            let found = try await neighbors.users(like: UserID("ann"))
            #expect(reads.count - before <= NeighborUsers.readsMax + 1)
            #expect(found.count == min(160, round * NeighborUsers.readsMax))
        }
    }

    @Test func `a session is folded as the log would be`() throws {
        let settings = Settings.standard
        let behaviors = [click("", "b", 1), click("", "a", 5), click("", "c", -2)]
        let reading = InterestReader.Reading(
            folding: behaviors, by: settings, at: now, now: now)
        #expect(reading.all.map(\.item.text) == ["a", "b"])
        #expect(Set(reading.seen.map(\.text)) == ["a", "b", "c"])
        let past = InterestReader.Reading(
            folding: behaviors, by: settings, at: now - .hours(3), now: now)
        #expect(past.seen.map(\.text) == ["a"])
    }
}

/// Counts reads.
private final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock(\.self) }
    func add() { value.withLock { $0 += 1 } }
}

/// Weights whose reads are counted.
private struct CountedWeights: WeightRepository {
    private let weights: MemoryWeightRepository
    private let counter: Counter

    init(_ weights: MemoryWeightRepository, _ counter: Counter) {
        (self.weights, self.counter) = (weights, counter)
    }

    func weights(of user: UserID) async throws(RepositoryError) -> FoldedWeights {
        counter.add()
        return try await weights.weights(of: user)
    }
    func weights(
        of user: UserID, asOf time: Timestamp
    ) async throws(RepositoryError) -> FoldedWeights {
        counter.add()
        return try await weights.weights(of: user, asOf: time)
    }
    func outdated(after user: UserID?, limit: Int) async throws(RepositoryError) -> [UserID] { [] }
    func outdatedCount() async throws(RepositoryError) -> Int { 0 }
    func users(after user: UserID?, limit: Int) async throws(RepositoryError) -> [UserID] { [] }
    func refold(_ user: UserID) async throws(RepositoryError) -> Refolding { .absent }
    func count() async throws(RepositoryError) -> Int { 0 }
}
