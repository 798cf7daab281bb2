import Harness
import Interest
import Synchronization
import Testing

@testable import Repositories

/// Conformance of a behavior repository.
@Suite(.store)
struct BehaviorRepositoryTests {
    @Test(arguments: Backing.allCases)
    func `a repeat adds nothing`(backing: Backing) async throws {
        let log = try await backing.make().behaviors
        let behaviors = (0..<5).map { click("ann", "item\($0)", at: 100 + $0) }
        #expect(try await log.append(behaviors) == AppendCount(inserted: 5, repeated: 0))
        let again = behaviors + [click("ann", "new", at: 200)]
        #expect(try await log.append(again) == AppendCount(inserted: 1, repeated: 5))
        #expect(try await log.count() == LogCount(behaviors: 6, pending: 6))
    }

    @Test(arguments: Backing.allCases)
    func `equal behaviors within a batch count once, unless they have their own ids`(
        backing: Backing
    ) async throws {
        let log = try await backing.make().behaviors
        var behavior = click("ann", "film", at: 100)
        #expect(
            try await log.append([behavior, behavior]) == AppendCount(inserted: 1, repeated: 1))
        behavior.event = EventID(unchecked: "evt-1")
        var other = behavior
        other.event = EventID(unchecked: "evt-2")
        #expect(try await log.append([behavior, other]) == AppendCount(inserted: 2, repeated: 0))
    }

    @Test(arguments: Backing.allCases)
    func `the newest come first, and only those of the user up to the time`(
        backing: Backing
    ) async throws {
        let log = try await backing.make().behaviors
        _ = try await log.append([
            click("ann", "a", at: 1), click("ann", "b", at: 3), click("ann", "c", at: 2),
            click("bob", "d", at: 4), click("ann", "e", at: 9),
        ])
        let newest = try await log.newest(2, of: "ann", until: Timestamp(seconds: 5))
        #expect(newest.map(\.item.text) == ["b", "c"])
        #expect(try await log.newest(0, of: "ann", until: .latest).isEmpty)
        #expect(try await log.newest(5, of: "nobody", until: .latest).isEmpty)
    }

    @Test(arguments: Backing.allCases)
    func `what goes in comes out, whatever the letters`(backing: Backing) async throws {
        let log = try await backing.make().behaviors
        let strange = ["$where", "a.b", "{\"$gt\":\"\"}", "名前", "é\u{301}", "a b\n", "\u{1F3AC}"]
        let behaviors = strange.map { text in
            let labels = Labels(
                unchecked: .object([.init(name: text, value: .array([.text(text)]))]))
            return Behavior(
                event: EventID(unchecked: "event " + text), user: UserID(unchecked: text),
                item: ItemID(unchecked: text), action: .rating, value: 7.5,
                time: Timestamp(milliseconds: 1_365_029_107_123),
                note: Note(labels: labels, comment: text))
        }
        _ = try await log.append(behaviors)
        for behavior in behaviors {
            let found = try await log.newest(10, of: behavior.user, until: .latest)
            #expect(found == [behavior])
        }
    }

    @Test(arguments: Backing.allCases)
    func `a scan goes user by user, each in order of time`(backing: Backing) async throws {
        let log = try await backing.make().behaviors
        var random = SplitMix64(seed: 7)
        let behaviors = (0..<500).map { _ in
            click(
                "user\(random.next() % 20)", "item\(random.next() % 50)",
                at: Int(random.next() % 1000))
        }
        _ = try await log.append(behaviors)
        let seen = Mutex<[Behavior]>([])
        try await log.scan(until: Timestamp(seconds: 800)) { batch in
            seen.withLock { $0 += batch }
            return true
        }
        let scanned = seen.withLock { $0 }
        let expected = Set(behaviors).filter { $0.time <= Timestamp(seconds: 800) }
        #expect(Set(scanned) == expected)
        #expect(scanned.count == expected.count)
        for (first, second) in zip(scanned, scanned.dropFirst()) {
            #expect((first.user, first.time) <= (second.user, second.time))
        }
    }

    @Test(arguments: Backing.allCases)
    func `a scan stops when told`(backing: Backing) async throws {
        let log = try await backing.make().behaviors
        _ = try await log.append((0..<10).map { click("user\($0)", "item", at: $0) })
        let batches = Mutex(0)
        try await log.scan(until: .latest) { _ in
            batches.withLock { $0 += 1 }
            return false
        }
        #expect(batches.withLock { $0 } == 1)
    }
}
