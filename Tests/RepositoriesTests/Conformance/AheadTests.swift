import Harness
import Interest
import Testing

@testable import Repositories

/// Behaviors dated later than the clock: in the log at once, folded when their time has come.
@Suite(.store)
struct AheadTests {
    private static let day = 86_400
    private let start = 1_000_000_000

    /// What a read may do with what it folded.
    static let saveBacks: [SaveBack] = [.always, .never, .whenStale(behaviorsMax: 3)]

    private func made(
        _ backing: Backing, _ clock: MovingClock, _ saveBack: SaveBack = .always,
        behaviorsMax: Int = FoldLimits().behaviorsMax
    ) async throws -> AnyRepositories {
        var limits = ReadLimits.patient
        limits.saveBack = saveBack
        limits.fold.behaviorsMax = behaviorsMax
        return try await backing.make(reads: limits, now: { clock.now })
    }

    private func seconds(_ count: Int) -> Timestamp { Timestamp(seconds: Int64(count)) }

    @Test(arguments: Backing.allCases, saveBacks)
    func `what is dated ahead is seen at once, and folded when its time has come`(
        backing: Backing, saveBack: SaveBack
    ) async throws {
        let clock = MovingClock(seconds(start))
        let repositories = try await made(backing, clock, saveBack)
        _ = try await repositories.behaviors.append([
            click("ann", "a", at: start - 60), click("ann", "later", at: start + 1800),
            click("bob", "later", at: start + 1800),
        ])
        for _ in 0..<3 {
            let ann = try await repositories.weights.weights(of: "ann")
            #expect(ann.weights.items == ["a"])
            #expect(ann.weights.frame.newest == seconds(start - 60))
            #expect(ann.ahead == [click("ann", "later", at: start + 1800)])
            #expect(ann.seen == ["a", "later"])
            let bob = try await repositories.weights.weights(of: "bob")
            #expect(bob.weights.items.isEmpty && bob.seen == ["later"])
        }
        #expect(try await repositories.behaviors.count().behaviors == 3)
        clock.move(to: seconds(start + 1800))
        var expected = Weights()
        expected.fold([click("ann", "a", at: start - 60)], by: .standard)
        expected.fold([click("ann", "later", at: start + 1800)], by: .standard)
        let ann = try await repositories.weights.weights(of: "ann")
        #expect(ann.weights.items == ["a", "later"] && ann.ahead.isEmpty)
        if saveBack == .always { #expect(ann.weights == expected) }
        #expect(try await repositories.read("bob").frame.activity == 1)
    }

    @Test(arguments: Backing.allCases)
    func `a later moment includes what is dated until then`(backing: Backing) async throws {
        let clock = MovingClock(seconds(start))
        let repositories = try await made(backing, clock)
        let log = [0, 10, 20, 30].map { click("ann", "item\($0)", at: start + $0) }
        _ = try await repositories.behaviors.append(log)
        for (ahead, count) in [(-1, 0), (0, 1), (10, 2), (25, 3), (30, 4), (900, 4)] {
            let read = try await repositories.weights.weights(
                of: "ann", at: seconds(start + ahead), now: clock.now)
            #expect(read.weights.items.count == count)
        }
        clock.move(to: seconds(start + 60))
        for (ahead, count) in [(-1, 0), (0, 1), (10, 2), (25, 3), (30, 4), (900, 4)] {
            let read = try await repositories.weights.weights(
                of: "ann", at: seconds(start + ahead), now: clock.now)
            #expect(read.weights.items.count == count)
        }
    }

    @Test(arguments: Backing.allCases, [10_000, 5])
    func `with clocks up to a day ahead, reads in between change no bit`(
        backing: Backing, behaviorsMax: Int
    ) async throws {
        let clock = MovingClock(seconds(start))
        let repositories = try await made(backing, clock, behaviorsMax: behaviorsMax)
        var random = SplitMix64(seed: 29)
        var time = start
        var log: [Behavior] = []
        for _ in 0..<20 {
            let step = 1 + Int(random.next() % UInt64(Self.day))
            time += step
            clock.move(to: seconds(time))
            let batch = (0..<Int(random.next() % 6) + 1).map { _ in
                click(
                    "quiet", "item\(random.next() % 9)",
                    at: time - step + 1 + Int(random.next() % UInt64(Self.day)))
            }
            log += batch
            _ = try await repositories.behaviors.append(batch)
            _ = try await repositories.behaviors.append(batch.map { $0.moved(to: "watched") })
            let quiet = try await repositories.weights.weights(of: "quiet")
            for _ in 0..<random.next() % 4 {
                let watched = try await repositories.weights.weights(of: "watched")
                #expect(watched.weights == quiet.weights)
                #expect(watched.weights.frame.newest <= clock.now)
                #expect(watched.seen.count == quiet.seen.count)
                #expect(Set(watched.seen) == Set(quiet.seen))
            }
            // A late read of a past moment sees what a read at that moment did not fold yet.
            let past = try await repositories.weights.weights(of: "watched", asOf: clock.now)
            #expect(Set(past.weights.items) == Set(quiet.weights.items))
        }
        clock.move(to: seconds(time + 2 * Self.day))
        let quiet = try await repositories.weights.weights(of: "quiet")
        let watched = try await repositories.weights.weights(of: "watched")
        #expect(watched.weights.frame.activity == Int64(Set(log).count))
        #expect(watched.ahead.isEmpty)
        #expect(quiet.weights == watched.weights)
    }

    @Test func `a read of somebody with nothing due writes nothing, however often`() async throws {
        let clock = MovingClock(seconds(start))
        let store = try LentStore.current.store
        let made = MongoRepositories(store: store, reads: .patient, now: { clock.now })
        try await made.prepare()
        _ = try await made.behaviors.append(
            (1...50).map { click("ann", "item\($0)", at: start + $0) })
        for _ in 0..<5 {
            #expect(try await made.weights.weights(of: "ann").ahead.count == 50)
        }
        #expect(try await made.weights.count() == 0)
        #expect(try await made.behaviors.count() == LogCount(behaviors: 50, pending: 50))
        #expect(try await made.weights.foldPending() == FoldReport())
        clock.move(to: seconds(start + 20))
        #expect(try await made.weights.foldPending().behaviors == 20)
        #expect(try await made.weights.compareDocuments().differing == 0)
        #expect(try await made.weights.refold("ann") == .unchanged)
        let ann = try await made.weights.weights(of: "ann")
        #expect(ann.weights.frame.activity == 20 && ann.ahead.count == 30)
    }

    @Test func `who has much ahead keeps nobody else from being read`() async throws {
        let clock = MovingClock(seconds(start))
        var limits = ReadLimits.patient
        limits.fold.behaviorsMax = 5
        let made = MongoRepositories(
            store: try LentStore.current.store, reads: limits, now: { clock.now })
        try await made.prepare()
        _ = try await made.behaviors.append(
            (1...20).map { click("ann", "item\($0)", at: start + $0) }
                + (1...20).map { click("bob", "item\($0)", at: start - $0) }
                + [click("bob", "later", at: start + 1), click("cem", "a", at: start)])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (user, count) in [("ann", 0), ("bob", 20), ("cem", 1), ("dan", 0)] {
                group.addTask {
                    let read = try await made.weights.weights(of: UserID(unchecked: user))
                    #expect(read.weights.frame.activity == count)
                    #expect(read.ahead.isEmpty == (user == "cem" || user == "dan"))
                }
            }
            try await group.waitForAll()
        }
    }
}
