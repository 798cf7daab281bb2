import Interest
import Synchronization
import Testing
import Work

@testable import Recommending

/// A new model against the one that serves, on behavior that neither has seen.
struct ModelTrialTests {
    /// Users who go from each item to the next of a ring, so that what comes next can be learned;
    /// a click a minute, users in turn.
    private static func ring(_ users: Range<Int>, steps: Int, from start: Int64) -> [Behavior] {
        users.flatMap { user in
            (0..<steps).map { step in
                Behavior(
                    user: UserID(unchecked: "u\(100 + user)"),
                    item: item("i\(10 + (user * 7 + step) % 40)"), action: .click,
                    time: Timestamp(
                        seconds: start + Int64(step * users.count + user - users.lowerBound) * 60))
            }
        }
    }

    private let owner = ProcessOwner(host: "here", process: 7, run: "1")

    /// The first half of the log, and all of it.
    private let first = ring(0..<40, steps: 6, from: 1_700_000_000)
    private let all =
        ring(0..<40, steps: 6, from: 1_700_000_000) + ring(40..<80, steps: 6, from: 1_700_100_000)

    /// Trains `item-neighbors` on the first half, then by other parameters, judged, on all.
    private func train(
        then change: (inout TrainingParameters) -> Void
    ) async throws -> (saved: [Int], kept: [ModelTrial], entry: TrainingEntry?) {
        let (models, trainings) = (KeptModels(), KeptTrainings())
        var (saved, kept) = ([Int](), [ModelTrial]())
        var parameters = TrainingParameters()
        for (behaviors, seconds) in [(first, 1_700_099_000), (all, 1_700_200_000)] {
            if behaviors.count > first.count { change(&parameters) }
            let log = ScannedLog(behaviors: behaviors)
            try await Trainer(parameters: parameters, workers: 1).train(
                [ItemNeighbors.name], from: log, settings: .standard,
                now: Timestamp(seconds: Int64(seconds)), into: models,
                journal: TrainingJournal(
                    trainings, owner: owner, now: { Timestamp(seconds: 1) },
                    pause: { _ in throw CancellationError() }),
                judges: true, kept: { _, trial, _ in kept.append(trial) }
            ) { model, version in
                saved.append(version)
            }
        }
        return (saved, kept, try await trainings.all().first)
    }

    @Test func `a model that is as good replaces the one before`() async throws {
        let result = try await train { _ in }
        #expect(result.saved == [1, 2] && result.kept.isEmpty)
        #expect(result.entry?.state == .done)
    }

    @Test func `a model that is worse is not saved, and the journal says why`() async throws {
        // So few neighbors that most of what comes next is not among them.
        let result = try await train { $0.itemNeighbors.neighborsMax = 2 }
        #expect(result.saved == [1])
        let trial = try #require(result.kept.first)
        #expect(trial.isWorse && trial.new < trial.old && trial.queries >= ModelTrial.queriesMin)
        #expect(result.entry?.state == .kept && result.entry?.version == 1)
        #expect(result.entry?.reason?.contains("version 1 goes on serving") == true)
    }

    @Test func `what is too little to tell replaces the one before`() throws {
        let short = Array(all.prefix(first.count + 20))
        var builder = TrainingLogBuilder(gains: .standard)
        try builder.append(short)
        let log = builder.finish()
        let trial = try ModelTrial(
            of: Popular.self, against: Popular.train(on: log, by: .init(), control: .init()),
            trainedUntil: 1_700_099_000_000, on: log, by: .init(), control: .init(workers: 1))
        #expect(trial == nil)
    }

    @Test func `the same model twice is no difference`() throws {
        var builder = TrainingLogBuilder(gains: .standard)
        try builder.append(all)
        let log = builder.finish()
        for name in Recommenders.served {
            let type = try Recommenders.recommender(name)
            let model = try type.train(on: log, by: .init(), control: .init(workers: 1))
            let trial = try ModelTrial(
                of: type, against: model, trainedUntil: 1_700_099_000_000, on: log, by: .init(),
                control: .init(workers: 1))
            // It has seen the slice, so it is at least as good as a trial that has not.
            #expect(try #require(trial).old > 0, "\(name)")
        }
    }

    @Test func `a model that no server could load is not saved`() async throws {
        let models = KeptModels()
        let trainings = KeptTrainings()
        var trainer = Trainer(workers: 1)
        trainer.payloadMax = 100
        let error = await #expect(throws: ModelError.self) {
            try await trainer.train(
                [Popular.name], from: ScannedLog(behaviors: all), settings: .standard,
                now: Timestamp(seconds: 1_700_200_000), into: models,
                journal: TrainingJournal(
                    trainings, owner: owner, now: { Timestamp(seconds: 1) },
                    pause: { _ in throw CancellationError() })
            ) { _, _ in }
        }
        #expect(error?.code == .tooLarge)
        #expect(await models.models.isEmpty)
        #expect(try await trainings.all().first?.state == .failed)
        #expect(try await trainings.all().first?.reason == error?.message)
    }
}
