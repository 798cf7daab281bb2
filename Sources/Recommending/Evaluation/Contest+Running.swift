public import Interest

extension Contest {
    /// Cuts behaviors, given in the order of their file, and runs the contest on them; in a
    /// cross-validation on every part.
    ///
    /// The arithmetic leaves the cooperative pool and stops soon after its task is cancelled.
    ///
    /// - Parameters:
    ///   - behaviors: the log to cut.
    ///   - rules: the protocol.
    ///   - progress: hears how far the present step is.
    ///   - took: receives each line as soon as it exists; in a cross-validation at the end.
    /// - Returns: the sizes of what was evaluated on.
    @discardableResult
    public func run(
        on behaviors: [Behavior], by rules: EvaluationRules,
        progress: @escaping @Sendable (TrainingProgress) -> Void = { _ in },
        took: @escaping @Sendable (Row) -> Void
    ) async throws -> EvaluationSize {
        let control = TrainingControl(report: progress)
        return try await control.leavingPool { [self] in
            let parts = try EvaluationParts(behaviors, by: rules)
            var (rows, size) = ([[Row]](), EvaluationSize())
            for part in 0..<parts.count {
                var log = parts.log(part)
                log.use(vectors)
                size.add(log)
                guard parts.count > 1 else {
                    try run(on: log, control: control, took: took)
                    continue
                }
                rows.append(try self.rows(of: log, "part \(part + 1) of \(parts.count)", control))
            }
            if parts.count > 1 { Row.combined(rows).forEach(took) }
            return size
        }
    }

    private func rows(
        of log: EvaluationLog, _ part: String, _ control: TrainingControl
    ) throws(ModelError) -> [Row] {
        guard !log.queries.isEmpty, log.training.count > 0 else {
            throw ModelError(
                .emptyLog,
                "\(part) has nothing to train on or nothing that can be predicted: take fewer "
                    + "parts")
        }
        var rows: [Row] = []
        try run(on: log, control: control) { rows.append($0) }
        return rows
    }
}

extension Contest.Row {
    /// The means of rows that stand below each other: the same recommender in every part.
    static func combined(_ parts: [[Contest.Row]]) -> [Contest.Row] {
        (parts.first ?? []).indices.map { index in
            let rows = parts.map { $0[index] }
            let laws = Set(rows.map { $0.law?.description })
            let choices = rows.enumerated().compactMap { part, row in
                row.choice.map { choice in
                    "\(part + 1): \(choice)" + (row.law.map { ", read by \($0)" } ?? "")
                }
            }
            return Contest.Row(
                // A blend's law may be another one in each part.
                name: rows[0].name, law: laws.count == 1 ? rows[0].law : nil,
                evaluation: Evaluation(meanOf: rows.map(\.evaluation)),
                choice: choices.isEmpty ? nil : choices.joined(separator: "; "),
                parts: rows.map(\.evaluation))
        }
    }
}

/// How much an evaluation looked at.
public struct EvaluationSize: Hashable, Sendable {
    /// The behaviors left when rare items and users are gone.
    public private(set) var behaviors = 0
    /// Their users.
    public private(set) var users = 0
    /// Their items.
    public private(set) var items = 0
    /// How many of the behaviors trained, part by part.
    public private(set) var training: [Int] = []
    /// How many predictions were made.
    public private(set) var queries = 0

    mutating func add(_ log: EvaluationLog) {
        // The last window has all behaviors.
        behaviors = max(behaviors, log.count)
        users = log.userCount
        items = log.itemCount
        training.append(log.training.count)
        queries += log.queries.count
    }
}
