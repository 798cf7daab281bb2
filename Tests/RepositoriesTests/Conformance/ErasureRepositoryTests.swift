import Harness
import Hashing
import Interest
import Metering
import Mongo
import Testing

@testable import Repositories

@Suite(.store)
struct ErasureRepositoryTests {
    private let log = [
        click("ann", "a", at: 1), click("bob", "b", at: 2), click("ann", "c", at: 3),
    ]

    @Test(arguments: Backing.allCases)
    func `an erased user is gone, and all others stay`(backing: Backing) async throws {
        let made = try await backing.make()
        _ = try await made.behaviors.append(log)
        try await made.profiles.put([Profile(id: "ann"), Profile(id: "bob")])
        _ = try await made.read("ann")
        _ = try await made.behaviors.append([click("ann", "d", at: 4)])
        let bob = try await made.read("bob")
        let before = try await made.erasures.remains(of: "ann")
        #expect(before == Remains(behaviors: 3, weights: 1, profiles: 1, isForgotten: false))

        let erased = try await made.erasures.forget("ann")
        #expect(erased == Remains(behaviors: 3, weights: 1, profiles: 1, isForgotten: true))
        let left = try await made.erasures.remains(of: "ann")
        #expect(left == Remains(behaviors: 0, weights: 0, profiles: 0, isForgotten: true))
        #expect(try await made.read("ann").items.isEmpty)
        #expect(try await made.read("bob") == bob)
        #expect(try await made.profiles.profile(of: "bob") != nil)
        #expect(try await made.erasures.unfinished().isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `what comes again of a forgotten user is left out and counted`(
        backing: Backing
    ) async throws {
        let made = try await backing.make()
        _ = try await made.erasures.forget("ann")
        let count = try await made.behaviors.append(log)
        #expect(count == AppendCount(inserted: 1, repeated: 0, forgotten: 2))
        #expect(try await made.profiles.put([Profile(id: "ann"), Profile(id: "bob")]) == 1)
        #expect(try await made.erasures.remains(of: "ann").count == 0)
        let again = try await made.erasures.forget("ann")
        #expect(again.count == 0)
    }

    @Test(arguments: Backing.allCases)
    func `who is readmitted may come again, and only who was forgotten is`(
        backing: Backing
    ) async throws {
        let made = try await backing.make()
        _ = try await made.behaviors.append(log)
        _ = try await made.erasures.forget("ann")
        #expect(try await made.erasures.readmit("bob") == false)
        #expect(try await made.erasures.readmit("ann"))
        #expect(try await made.erasures.readmit("ann") == false)
        #expect(try await made.erasures.remains(of: "ann").isForgotten == false)
        let count = try await made.behaviors.append(log)
        #expect(count == AppendCount(inserted: 2, repeated: 1))
        #expect(try await made.profiles.put([Profile(id: "ann")]) == 0)
    }

    @Test(arguments: Backing.allCases)
    func `models see who is erased by hashes with a salt that stays`(
        backing: Backing
    ) async throws {
        let made = try await backing.make()
        let before = try await made.erasures.erased()
        #expect(before.hashes.isEmpty && before.salt.bytes.count == 32)
        #expect(try await made.erasures.erased() == before)
        let hash = { (text: String) in SHA256.hash(before.salt.bytes + Array(text.utf8)).word }
        _ = try await made.erasures.forget("ann")
        _ = try await made.erasures.forget("bob")
        let erased = try await made.erasures.erased()
        #expect(erased == ErasedUsers(salt: before.salt, hashes: [hash("ann"), hash("bob")]))
        _ = try await made.erasures.readmit("ann")
        #expect(try await made.erasures.erased().hashes == [hash("bob")])
    }

    @Test func `a long log is erased in steps, and is gone for everybody from the first on`()
        async throws
    {
        let registry = Registry()
        let store = try Store(LentStore.current.configuration, metrics: registry)
        let made = MongoRepositories(store: store, reads: .patient)
        try await made.prepare()
        _ = try await made.behaviors.append((0..<2500).map { click("ann", "a\($0 % 9)", at: $0) })
        _ = try await made.behaviors.append([click("bob", "b", at: 2)])
        _ = try await made.weights.foldPending()
        _ = try await made.erasures.begin("ann", readmits: false)
        let before = registry.operations
        let step = try await made.erasures.erase("ann", atMost: 1500)
        #expect(step.erased.behaviors == 1500 && !step.isFinished)
        // Two batches, whatever else there is: neither a count nor a fold.
        #expect(registry.operations - before == 2)
        await store.close()

        // The process was killed. Another one sees what is to be done, and nothing of the user.
        let second = MongoRepositories(store: try LentStore.current.store, reads: .patient)
        #expect(try await second.erasures.unfinished() == ["ann"])
        #expect(try await second.weights.weights(of: "ann").weights.items.isEmpty)
        let past = try await second.weights.weights(of: "ann", asOf: .latest)
        #expect(past.weights.items.isEmpty)
        #expect(try await second.behaviors.newest(9, of: "ann", until: .latest).isEmpty)
        #expect(try await second.behaviors.users(after: nil, limit: 9) == ["bob"])
        #expect(try await !second.behaviors.contains(BehaviorSelection(user: "ann")))
        let found = Collected<Behavior>()
        try await second.behaviors.scan(until: .latest) {
            found.add($0)
            return true
        }
        #expect(found.all.map(\.user) == ["bob"])
        let late = try await second.behaviors.append([click("ann", "late", at: 9999)])
        #expect(late == AppendCount(inserted: 0, repeated: 0, forgotten: 1))
        let reports = Collected<Int>()
        #expect(try await second.erasures.finish(stepping: 700) { reports.add([$0]) } == 1)
        #expect(reports.all == [700, 1000])
        let left = try await second.erasures.remains(of: "ann")
        #expect(left == Remains(behaviors: 0, weights: 0, profiles: 0, isForgotten: true))
        #expect(try await second.weights.weights(of: "bob").weights.items == ["b"])
    }

    @Test(arguments: Backing.allCases)
    func `who is erased to come again may come again afterward, and not before`(
        backing: Backing
    ) async throws {
        let made = try await backing.make()
        _ = try await made.behaviors.append(log)
        let step = try await made.erasures.forget("ann", atMost: 1, readmits: true)
        if !step.isFinished {
            #expect(try await made.behaviors.append([click("ann", "x", at: 9)]).forgotten == 1)
            #expect(try await made.erasures.erase("ann", atMost: 9).isFinished)
        }
        #expect(try await made.erasures.remains(of: "ann").count == 0)
        #expect(try await made.behaviors.append([click("ann", "x", at: 9)]).inserted == 1)
        #expect(try await made.read("ann").items == ["x"])
        // Who was to stay out stays out.
        _ = try await made.erasures.begin("ann", readmits: false)
        _ = try await made.erasures.forget("ann", atMost: 9, readmits: false)
        #expect(try await made.behaviors.append([click("ann", "y", at: 10)]).forgotten == 1)
    }
}

extension Registry {
    /// How many operations have been given to lanes.
    fileprivate var operations: Int {
        let line = text.split(separator: "\n").first {
            $0.hasPrefix("ebb_lane_wait_seconds_count")
        }
        return line?.split(separator: " ").last.flatMap { Int($0) } ?? 0
    }
}
