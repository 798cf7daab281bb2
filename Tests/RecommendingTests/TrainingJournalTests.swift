import Harness
import Interest
import Synchronization
import Testing
import Work

@testable import Recommending

struct TrainingJournalTests {
    private let trainings = KeptTrainings()
    private let models = KeptModels()
    private let owner = ProcessOwner(host: "here", process: 7, run: "1")

    private func journal(
        pause: @escaping @Sendable (Duration) async throws -> Void = { _ in
            throw CancellationError()
        }
    ) -> TrainingJournal {
        let seconds = Mutex<Int64>(0)
        return TrainingJournal(
            trainings, owner: owner,
            now: {
                Timestamp(
                    seconds: seconds.withLock { seconds in
                        seconds += 1
                        return seconds
                    })
            }, pause: pause)
    }

    private func train(
        _ words: [String], _ names: [String], journal: TrainingJournal
    ) async throws -> [String: Int] {
        var versions: [String: Int] = [:]
        try await Trainer(workers: 1).train(
            names, from: ScannedLog(behaviors: Array(behaviors(words).joined())),
            settings: .standard, now: Timestamp(seconds: 1_800_000_000), into: models,
            journal: journal
        ) { versions[$0.recommender] = $1 }
        return versions
    }

    @Test func `each training is written down: begun, and done with its version`() async throws {
        let versions = try await train(["ab", "ab"], ["trending", "popular"], journal: journal())
        #expect(versions == ["trending": 1, "popular": 1])
        #expect(await models.models.map(\.summary.recommender) == ["trending", "popular"])
        let all = trainings.written
        #expect(all.map(\.recommender).count { $0 == "popular" } == 3)
        #expect(all.prefix(2).allSatisfy { $0.state == .running && $0.owner == owner })
        for entry in try await trainings.all() {
            #expect(entry.state == .done && entry.version == 1 && entry.reason == nil)
            #expect(entry.took > .seconds(0))
        }
    }

    @Test func `one that fails says why, those saved before stay, those after it failed too`()
        async throws
    {
        var parameters = TrainingParameters()
        parameters.popular.halfLife = Interval(milliseconds: 0)
        let log = ScannedLog(behaviors: Array(behaviors(["ab", "ab"]).joined()))
        let error = await #expect(throws: ModelError.self) {
            try await Trainer(parameters: parameters, workers: 1).train(
                ["trending", "popular", "graph"], from: log, settings: .standard,
                now: Timestamp(seconds: 1_800_000_000), into: models, journal: journal()
            ) { _, _ in }
        }
        #expect(await models.models.map(\.summary.recommender) == ["trending"])
        let states = Dictionary(
            uniqueKeysWithValues: try await trainings.all().map { ($0.recommender, $0) })
        #expect(states["trending"]?.state == .done)
        for name in ["popular", "graph"] {
            #expect(states[name]?.state == .failed)
            #expect(states[name]?.reason == error?.message)
        }
    }

    @Test func `an empty log is a failure that says what to do`() async throws {
        await #expect(throws: ModelError.self) {
            try await train([], ["popular"], journal: journal())
        }
        let entry = try #require(try await trainings.all().first)
        #expect(entry.state == .failed)
        #expect(entry.reason == "the log has no behaviors yet: import some first")
    }

    @Test func `a stop is a failure that says so`() async throws {
        let journal = journal()
        let task = Task {
            await untilCancelled()
            return try await train(["ab"], ["popular"], journal: journal)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await trainings.all().map(\.reason) == ["it was stopped"])
    }

    @Test func `where the journal cannot be written nothing is trained, and what began has failed`()
        async throws
    {
        trainings.failures.withLock { $0 = ["popular": [.running]] }
        let error = await #expect(throws: RepositoryError.self) {
            try await train(["ab", "ab"], ["trending", "popular"], journal: journal())
        }
        #expect(error?.message.hasPrefix("nothing is trained") == true)
        #expect(await models.models.isEmpty)
        let entries = try await trainings.all()
        #expect(entries.map(\.state) == [.failed, .failed])
        #expect(entries.allSatisfy { $0.reason == error?.message })
    }

    @Test func `a model that is saved is written as done, at the second attempt if need be`()
        async throws
    {
        trainings.failures.withLock { $0 = ["trending": [.done]] }
        let error = await #expect(throws: RepositoryError.self) {
            try await train(["ab", "ab"], ["trending", "popular"], journal: journal())
        }
        #expect(error?.message.hasPrefix("version 1 of trending is saved and serves") == true)
        #expect(await models.models.map(\.summary.recommender) == ["trending"])
        let entries = try await trainings.all()
        #expect(entries.map(\.recommender) == ["popular", "trending"])
        #expect(entries.map(\.state) == [.failed, .done])
        #expect(entries.last?.version == 1)
        #expect(entries.first?.reason == error?.message)
    }

    @Test func `of two trainings at once each ends with a version of its own`() async throws {
        let (first, second) = (journal(), journal())
        async let one = train(["ab", "ab"], ["popular"], journal: first)
        async let two = train(["ab", "ba"], ["popular"], journal: second)
        let versions = try await [one["popular"], two["popular"]].compactMap(\.self)
        #expect(versions.sorted() == [1, 2])
        let ended = trainings.written.filter { $0.state != .running }
        #expect(ended.allSatisfy { $0.state == .done })
        #expect(ended.compactMap(\.version).sorted() == [1, 2])
    }

    @Test func `while it works it says that it lives, and not after`() async throws {
        let beats = AsyncStream<Void>.makeStream()
        let paused = AsyncStream<Void>.makeStream()
        let journal = journal { _ in
            paused.continuation.yield()
            for await _ in beats.stream { return }
            throw CancellationError()
        }
        let pause = { @Sendable in for await _ in paused.stream { return } }
        try await journal.keep(["popular"]) {
            let begun = try #require(try await trainings.all().first)
            await pause()
            beats.continuation.yield()
            // The next pause begins when the beat is written.
            await pause()
            let beaten = try #require(try await trainings.all().first)
            #expect(beaten.state == .running && beaten.updated > begun.updated)
            try await journal.finish("popular", version: 1)
            beats.continuation.yield()
            await pause()
            #expect(try await trainings.all().map(\.state) == [.done])
        }
    }
}

/// Trainings in memory, with all that was ever written.
final class KeptTrainings: TrainingRepository {
    private let entries = Mutex<[TrainingEntry]>([])
    /// What cannot be written, once each.
    let failures = Mutex<[String: [TrainingEntry.State]]>([:])

    var written: [TrainingEntry] { entries.withLock { $0 } }

    func put(_ entry: TrainingEntry) async throws(RepositoryError) {
        let fails = failures.withLock { failures in
            guard failures[entry.recommender]?.first == entry.state else { return false }
            failures[entry.recommender]?.removeFirst()
            return true
        }
        guard !fails else { throw RepositoryError(.unavailable, "the store is away") }
        entries.withLock { $0.append(entry) }
    }

    func all() async throws(RepositoryError) -> [TrainingEntry] {
        var last: [String: TrainingEntry] = [:]
        for entry in written { last[entry.recommender] = entry }
        return last.values.sorted { $0.recommender < $1.recommender }
    }
}
