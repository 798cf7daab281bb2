import Interest
import Testing

@testable import Service

/// When a server trains by itself.
struct TrainingPolicyTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func situation(
        _ behaviors: Int, trained: Int? = 1000, ago: Interval = .hours(1), load: Double = 0,
        last: TrainingSituation.Run? = nil
    ) -> TrainingSituation {
        var situation = TrainingSituation(now: now, behaviors: behaviors, load: load)
        situation.trained = trained.map { ($0, now - ago) }
        situation.lastTraining = last
        return situation
    }

    private func isTraining(_ decision: TrainingDecision) -> Bool {
        if case .train = decision { true } else { false }
    }

    @Test func `an empty log is left alone, and the first behavior is enough`() {
        let policy = TrainingPolicy()
        #expect(policy.decide(situation(0, trained: nil)) == .rest("the log is empty"))
        #expect(
            policy.decide(situation(1, trained: nil)) == .train("nothing is trained yet"))
    }

    @Test(arguments: [(1000, false), (1099, false), (1100, true), (900, false)])
    func `a tenth of the log must be new`(behaviors: Int, trains: Bool) {
        #expect(isTraining(TrainingPolicy().decide(situation(behaviors))) == trains)
    }

    @Test func `a small log trains at each new behavior`() {
        #expect(isTraining(TrainingPolicy().decide(situation(4, trained: 3))))
        #expect(!isTraining(TrainingPolicy().decide(situation(3, trained: 3))))
    }

    @Test func `after a day anything new is enough, and nothing new never`() {
        let policy = TrainingPolicy()
        #expect(isTraining(policy.decide(situation(1001, ago: .days(1)))))
        #expect(!isTraining(policy.decide(situation(1001, ago: .hours(23)))))
        #expect(!isTraining(policy.decide(situation(1000, ago: .days(90)))))
    }

    @Test func `it never trains while the server is busy, and says so`() {
        let decision = TrainingPolicy().decide(situation(5000, load: 1.24))
        guard case .wait(let sentence) = decision else {
            Issue.record("\(decision)")
            return
        }
        #expect(
            sentence.hasSuffix("it waits while 1.2 requests are in work on average, more than 1.0"))
        #expect(isTraining(TrainingPolicy().decide(situation(5000, load: 1))))
    }

    @Test(
        arguments: [
            (.seconds(59), .seconds(1), 0, false), (.seconds(60), .seconds(1), 0, true),
            // A training of a minute may take a tenth of the time.
            (.seconds(539), .seconds(60), 0, false), (.seconds(540), .seconds(60), 0, true),
            // Twice as long for each failure in a row, and no longer than a day.
            (.seconds(239), .seconds(1), 2, false), (.seconds(240), .seconds(1), 2, true),
            (.hours(23), .seconds(1), 40, false), (.days(1), .seconds(1), 40, true),
        ] as [(Interval, Interval, Int, Bool)])
    func `it pauses after a training`(
        since: Interval, took: Interval, failures: Int, trains: Bool
    ) {
        let last = TrainingSituation.Run(ended: now - since, took: took, failures: failures)
        #expect(isTraining(TrainingPolicy().decide(situation(5000, last: last))) == trains)
    }

    @Test func `it tunes on its schedule, if at all, and training comes first`() {
        var policy = TrainingPolicy()
        #expect(
            policy.decide(situation(1000))
                == .rest("0 behaviors are new, and 100 make a training due"))
        policy.tuning = .propose
        #expect(policy.decide(situation(1000)) == .tune("never tuned"))
        #expect(isTraining(policy.decide(situation(1100))))
        var tuned = situation(1000)
        tuned.lastTuning = .init(ended: now - .days(6), took: .seconds(600))
        #expect(policy.decide(tuned).sentence.hasPrefix("0 behaviors are new"))
        tuned.lastTuning = .init(ended: now - .days(7), took: .seconds(600))
        #expect(policy.decide(tuned).sentence.hasPrefix("tunes: the last tuning ended"))
        tuned.load = 9
        #expect(policy.decide(tuned).sentence.contains("; it waits while 9.0 requests"))
    }
}
