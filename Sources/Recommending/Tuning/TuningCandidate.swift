public import Interest

/// How interests fade, what actions are worth, and how models are trained: one of many to try.
public struct TuningCandidate: Sendable {
    /// The law by which profiles are read.
    public var law: LawText
    /// What each action is worth.
    public var gains: Gains
    /// How models are trained.
    public var parameters: TrainingParameters

    /// Takes the three.
    public init(law: LawText, gains: Gains, parameters: TrainingParameters = .init()) {
        self.law = law
        self.gains = gains
        self.parameters = parameters
    }

    /// All that may differ between two candidates, on one line.
    public var description: String {
        let texts = parameters.texts.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
        return "\(law); \(GainText.line(gains));\(texts.joined())"
    }
}

extension GainText {
    /// All gains on one line, in order of the actions.
    static func line(_ gains: Gains) -> String {
        gains.rules.sorted { $0.key < $1.key }.map { "\($0.key)=\(GainText($0.value))" }
            .joined(separator: " ")
    }
}
