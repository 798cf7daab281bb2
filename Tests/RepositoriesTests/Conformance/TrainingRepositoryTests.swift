import Harness
import Interest
import Testing
import Work

@testable import Repositories

/// Conformance of a training repository.
@Suite(.store)
struct TrainingRepositoryTests {
    private func entry(_ recommender: String, _ state: TrainingEntry.State) -> TrainingEntry {
        TrainingEntry(
            recommender: recommender, state: state,
            owner: ProcessOwner(host: "here", process: 7, run: "1"),
            started: Timestamp(seconds: 100), updated: Timestamp(seconds: 160))
    }

    @Test(arguments: Backing.allCases)
    func `an entry comes back as it went in, in place of the last one`(
        backing: Backing
    ) async throws {
        let trainings = try await backing.make().trainings
        #expect(try await trainings.all().isEmpty)
        try await trainings.put(entry("trending", .running))
        var (done, failed) = (entry("trending", .done), entry("blend", .failed))
        done.version = 3
        failed.reason = "the log has no behaviors yet"
        for one in [done, failed] { try await trainings.put(one) }
        #expect(try await trainings.all() == [failed, done])
    }

    @Test(arguments: Backing.allCases)
    func `of two trainings at once the one that began later is shown`(
        backing: Backing
    ) async throws {
        let trainings = try await backing.make().trainings
        let first = entry("blend", .running)
        var second = entry("blend", .running)
        second.owner.run = "2"
        second.started = first.started + .seconds(1)
        for one in [first, second] { try await trainings.put(one) }
        var failed = first
        failed.state = .failed
        try await trainings.put(failed)
        #expect(try await trainings.all() == [second])
        second.state = .kept
        try await trainings.put(second)
        #expect(try await trainings.all() == [second])
    }

    @Test func `a silent training is killed, one whose process is seen is what that is`() {
        let running = entry("blend", .running)
        let soon = running.updated + .seconds(59)
        let late = running.updated + ProcessOwner.silenceMax
        #expect(running.outcome(at: soon, isAlive: nil) == .running)
        #expect(running.outcome(at: late, isAlive: nil) == .killed)
        #expect(running.outcome(at: late, isAlive: true) == .running)
        #expect(running.outcome(at: soon, isAlive: false) == .killed)
        #expect(entry("blend", .done).outcome(at: late, isAlive: false) == .done)
        #expect(entry("blend", .failed).outcome(at: late, isAlive: false) == .failed)
        #expect(running.took == .seconds(60))
    }
}
