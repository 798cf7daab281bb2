import Harness
import Interest
import Testing

@testable import Repositories

/// Conformance of a log that reports arrivals.
@Suite(.store)
struct ArrivalTests {
    /// All arrivals after a mark, in batches of `limit`.
    private func told(
        _ log: any BehaviorRepository, since mark: ArrivalMark, limit: Int = 7
    ) async throws -> (behaviors: [Behavior], mark: ArrivalMark) {
        var (found, mark) = ([Behavior](), mark)
        while true {
            let more = try await log.arrivals(since: mark, limit: limit)
            #expect(more.arrivals.count <= limit)
            mark = more.mark
            if more.arrivals.isEmpty { return (found, mark) }
            found += more.arrivals.map(\.behavior)
        }
    }

    @Test(arguments: Backing.allCases)
    func `each arrival is reported once, in order, without repeats`(backing: Backing) async throws {
        let repositories = try await backing.make()
        let log = repositories.behaviors
        _ = try await log.append([click("ann", "before", at: 1)])
        let start = try await log.arrivals(since: .now, limit: 10)
        #expect(start.arrivals.isEmpty)
        let behaviors = (0..<20).map { click("ann", "item\($0)", at: 100 - $0) }
        for batch in 0..<4 { _ = try await log.append(Array(behaviors[batch * 5..<batch * 5 + 5])) }
        _ = try await log.append(behaviors)
        // A fold changes the documents of the log, which is not an arrival.
        _ = try await repositories.read("ann")
        let first = try await told(log, since: start.mark)
        #expect(Set(first.behaviors) == Set(behaviors))
        #expect(first.behaviors.count == 20)
        _ = try await log.append([click("bob", "new", at: 5)])
        #expect(try await told(log, since: first.mark).behaviors == [click("bob", "new", at: 5)])
        // The same mark gives the same arrivals again.
        #expect(try await told(log, since: start.mark).behaviors.count == 21)
    }

    @Test(arguments: Backing.allCases)
    func `an empty log tells of nothing, and then of its first`(backing: Backing) async throws {
        let log = try await backing.make().behaviors
        let mark = try await log.arrivals(since: .now, limit: 1).mark
        #expect(try await log.arrivals(since: mark, limit: 1).arrivals.isEmpty)
        _ = try await log.append([click("ann", "a", at: 3)])
        let found = try await log.arrivals(since: mark, limit: 1)
        #expect(found.arrivals.map(\.behavior) == [click("ann", "a", at: 3)])
    }

    @Test(arguments: Backing.allCases)
    func `from an early moment on all arrivals are reported`(backing: Backing) async throws {
        let log = try await backing.make().behaviors
        _ = try await log.append([click("ann", "a", at: 1_700_000_000)])
        #expect(
            try await told(log, since: .time(Timestamp(seconds: 1_000_000_000))).behaviors
                .map(\.item) == ["a"])
    }

    @Test func `a place that the server does not know is lost, and says so`() async throws {
        let log = try await Backing.mongo.make().behaviors
        let error = await #expect(throws: RepositoryError.self) {
            try await log.arrivals(since: .place("82000000010000000129"), limit: 1)
        }
        #expect(error?.code == .trimmed || error?.code == .refused)
    }
}
