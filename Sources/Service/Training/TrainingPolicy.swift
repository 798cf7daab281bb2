internal import Foundation
public import Interest

/// When a server trains by itself.
///
///     due = no model yet, and a behavior
///         | new behaviors ≥ newShare · behaviors of the last training
///         | new behaviors > 0, and the last training is older than ageMax
///
/// A training that is due waits while the server is busy, until `pauseMin` has passed, and until
/// trainings take at most `shareMax` of the time. After a failure it waits twice as long each time.
public struct TrainingPolicy: Hashable, Sendable {
    /// What becomes of the result of a tuning.
    public enum Tuning: String, Hashable, Sendable, CaseIterable {
        /// Nothing is tuned.
        case off
        /// The result stands in the history of jobs.
        case propose
        /// The result is used.
        case apply
    }

    /// The new behaviors that make a training due, as a fraction of those of the last one.
    public var newShare = 0.1
    /// The age of the last training that makes another due when anything is new.
    public var ageMax = Interval.days(1)
    /// The shortest time between the ends and beginnings of two trainings.
    public var pauseMin = Interval.seconds(60)
    /// The largest fraction of the time in which the server trains.
    public var shareMax = 0.1
    /// The mean number of requests in work from which on the server is busy.
    public var loadMax = 1.0
    /// Whether the server tunes by itself.
    public var tuning = Tuning.off
    /// The time between two tunings.
    public var tuningInterval = Interval.days(7)
    /// The time that a tuning may take.
    public var tuningBudget = Interval.seconds(600)

    /// The longest wait after failures.
    static let failurePauseMax = Interval.days(1)

    /// The defaults.
    public init() {}

    /// How often the server looks: often enough for the pause, and at least every ten seconds.
    var lookInterval: Duration {
        .milliseconds(min(10_000, max(100, pauseMin.milliseconds)))
    }
}

/// What a server knows when it decides whether to train.
struct TrainingSituation: Hashable, Sendable {
    /// A training or tuning that has ended.
    struct Run: Hashable, Sendable {
        var ended: Timestamp
        var took: Interval
        /// How many of the last ones have failed in a row.
        var failures = 0
    }

    var now: Timestamp
    /// The behaviors in the log.
    var behaviors: Int
    /// The behaviors and the time of the oldest training of a recommender that serves; nil when
    /// one of them has no model.
    var trained: (behaviors: Int, time: Timestamp)?
    var lastTraining: Run?
    var lastTuning: Run?
    /// The mean number of requests in work since the last look.
    var load = 0.0

    static func == (first: Self, second: Self) -> Bool {
        first.now == second.now && first.behaviors == second.behaviors
            && first.trained?.behaviors == second.trained?.behaviors
            && first.trained?.time == second.trained?.time
            && first.lastTraining == second.lastTraining
            && first.lastTuning == second.lastTuning && first.load == second.load
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(now)
        hasher.combine(behaviors)
    }
}

/// What a server does about training, and why.
enum TrainingDecision: Hashable, Sendable {
    case train(String)
    case tune(String)
    /// Something is due, and waits.
    case wait(String)
    /// Nothing is due.
    case rest(String)

    var sentence: String {
        switch self {
        case .train(let text): "trains: \(text)"
        case .tune(let text): "tunes: \(text)"
        case .wait(let text), .rest(let text): text
        }
    }
}

extension TrainingPolicy {
    func decide(_ situation: TrainingSituation) -> TrainingDecision {
        if let reason = need(situation) {
            return obstacle(situation, situation.lastTraining).map { .wait("\(reason); \($0)") }
                ?? .train(reason)
        }
        if tuning != .off, situation.trained != nil {
            let last = situation.lastTuning
            if last.map({ situation.now >= $0.ended + tuningInterval }) ?? true {
                let reason = last.map { "the last tuning ended \($0.ended)" } ?? "never tuned"
                return obstacle(situation, last).map { .wait("\(reason); \($0)") } ?? .tune(reason)
            }
        }
        return .rest(rest(situation))
    }

    /// Why a training is due; nil when none is.
    private func need(_ situation: TrainingSituation) -> String? {
        guard let trained = situation.trained else {
            return situation.behaviors > 0 ? "nothing is trained yet" : nil
        }
        let new = situation.behaviors - trained.behaviors
        guard new > 0 else { return nil }
        if Double(new) >= newShare * Double(trained.behaviors) {
            return "\(new) behaviors are new since \(trained.behaviors) were trained on"
        }
        guard situation.now >= trained.time + ageMax else { return nil }
        return "\(new) behaviors are new, and the last training was at \(trained.time)"
    }

    /// Why what is due waits; nil when nothing keeps it.
    private func obstacle(
        _ situation: TrainingSituation, _ last: TrainingSituation.Run?
    ) -> String? {
        if let last {
            let next = last.ended + pause(after: last)
            guard situation.now >= next else { return "the next one may begin at \(next)" }
        }
        guard situation.load <= loadMax else {
            let load = (situation.load * 10).rounded() / 10
            return "it waits while \(load) requests are in work on average, more than \(loadMax)"
        }
        return nil
    }

    /// At least so long after a training, and longer the longer it took or the oftener it failed.
    private func pause(after last: TrainingSituation.Run) -> Interval {
        let forShare = Double(last.took.milliseconds) * (1 / shareMax - 1)
        let base = max(Double(pauseMin.milliseconds), forShare)
        let doubled = base * exp2(Double(min(last.failures, 30)))
        let most = max(base, Double(Self.failurePauseMax.milliseconds))
        return Interval(milliseconds: Int64(min(doubled, most)))
    }

    private func rest(_ situation: TrainingSituation) -> String {
        guard let trained = situation.trained else { return "the log is empty" }
        let new = max(0, situation.behaviors - trained.behaviors)
        let wanted = max(1, Int((newShare * Double(trained.behaviors)).rounded(.up)))
        return "\(new) behaviors are new, and \(wanted) make a training due"
    }
}
