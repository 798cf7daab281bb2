public import Interest

extension Contest {
    /// Cuts behaviours, given in the order of their file, and runs the contest on them.
    ///
    /// The arithmetic leaves the cooperative pool and stops soon after its task is cancelled.
    ///
    /// - Parameters:
    ///   - progress: hears how far the present step is.
    ///   - took: is told each line as soon as it is there.
    /// - Returns: the sizes of what was evaluated on.
    @discardableResult
    public func run(
        on behaviors: [Behavior], by rules: EvaluationRules,
        progress: @escaping @Sendable (TrainingProgress) -> Void = { _ in },
        took: @escaping @Sendable (Row) -> Void
    ) async throws -> EvaluationSize {
        let control = TrainingControl(report: progress)
        return try await control.leavingPool { [self] in
            let log = try EvaluationLog(behaviors, by: rules)
            try run(on: log, control: control, took: took)
            return EvaluationSize(log)
        }
    }
}

/// How much an evaluation looked at.
public struct EvaluationSize: Hashable, Sendable {
    /// The behaviours left when rare items and users are gone.
    public let behaviors: Int
    /// Their users.
    public let users: Int
    /// Their items.
    public let items: Int
    /// How many of the behaviours trained.
    public let training: Int
    /// How many of the others were predicted.
    public let queries: Int

    init(_ log: EvaluationLog) {
        behaviors = log.count
        users = log.userCount
        items = log.itemCount
        training = log.training.count
        queries = log.queries.count
    }
}
