import Interest
import Recommending
import Synchronization

/// The answer of `ebb tune`.
struct TuneAnswer: Encodable {
    struct Step: Encodable {
        let knob: String
        let law: String
        let gains: [String: String]
        /// The training parameters that differ from the built-in ones.
        let parameters: [String: String]
        let blend: String
        let ndcg: Double
    }

    struct Held: Encodable {
        let before: Double
        let after: Double
    }

    /// By which protocol candidates were compared: live or frozen.
    let evaluationProtocol: String
    let steps: [Step]
    let trials: Int
    /// Whether the time limit ended the search early.
    let cut: Bool
    let law: String
    let gains: [String: String]
    /// The best training parameters that differ from the built-in ones.
    let parameters: [String: String]
    /// The training parameters as flags of `ebb train`.
    let training: String
    let blend: String
    /// The NDCG after the split, which the search does not use.
    let held: Held?
    /// Whether the settings were written.
    var applied = false

    private let budget: Interval

    private enum CodingKeys: String, CodingKey {
        case evaluationProtocol = "protocol"
        case steps, trials, cut, law, gains, parameters, training, blend, held, applied
    }

    init(
        _ outcome: TuningOutcome, budget: Interval, evaluationProtocol: EvaluationProtocol
    ) {
        self.evaluationProtocol = evaluationProtocol.rawValue
        steps = outcome.steps.map { trial in
            Step(
                knob: trial.knob, law: trial.candidate.law.description,
                gains: Self.gains(trial.candidate.gains),
                parameters: trial.candidate.parameters.texts, blend: trial.blend,
                ndcg: trial.ndcg)
        }
        trials = outcome.trials
        cut = outcome.isCut
        let best = outcome.best
        law = best.candidate.law.description
        gains = Self.gains(best.candidate.gains)
        parameters = best.candidate.parameters.texts
        training = ModelOptions.flags(best.candidate.parameters)
        blend = best.blend
        held = outcome.held.map { Held(before: $0.before, after: $0.after) }
        self.budget = budget
    }

    private static func gains(_ gains: Gains) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: gains.rules.map { ("\($0.key)", "\(GainText($0.value))") })
    }

    /// `gains` with the best values found.
    func applied(to gains: Gains) throws -> Gains {
        var result = gains
        for (action, gain) in self.gains {
            result.rules[try Action(action)] = try GainText(parsing: gain).rule
        }
        return result
    }

    /// The answer as text for people.
    var text: String {
        var table = Table(("NDCG@10", .right), ("TURNED", .left), ("READ BY", .left))
        for step in steps {
            table.add(Output.number(step.ndcg, digits: 6), step.knob, step.law)
        }
        var lines = [table.text, "", "The best of \(trials) trials: \(law)"]
        if cut { lines[2] += " (stopped by the time limit of \(budget); raise it with --budget)" }
        let given = gains.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        lines.append("judged by the \(evaluationProtocol) protocol")
        lines.append("gains: \(given.joined(separator: " "))")
        lines.append("blend: \(blend)")
        if let held {
            lines.append(
                "On the test part, which the search does not use: "
                    + "\(Output.number(held.before, digits: 6)) before, "
                    + "\(Output.number(held.after, digits: 6)) now")
        }
        lines.append("training: \(training.isEmpty ? "built-in parameters" : training)")
        lines.append(
            applied
                ? "The store now has these settings. Next, train the models: ebb train"
                : "Nothing changed: use --apply to write this to the store, then ebb train")
        return lines.joined(separator: "\n")
    }
}

/// The progress of a search: the current step, and the best result so far.
final class TuningNews: Sendable {
    private let line: Progress
    private let best = Mutex("")

    init(_ line: Progress) { self.line = line }

    func saw(_ progress: TrainingProgress) {
        let fraction = progress.total.map { Double(progress.done) / Double(max(1, $0)) }
        let best = best.withLock { $0 }
        let rest = best.isEmpty ? "" : "; best so far \(best)"
        line.draw(fraction, progress.stage + rest)
    }

    func tried(_ trial: TuningTrial) {
        let text = "\(Output.number(trial.ndcg, digits: 4)) with \(trial.candidate.law)"
        best.withLock { if trial.isBest || $0.isEmpty { $0 = text } }
    }
}
