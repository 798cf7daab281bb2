// A figure is by one of two protocols, and the two cannot be compared:
//
//     frozen   models stay as the split made them; an item is predicted that training knows
//     live     predict, then learn, behavior by behavior; an item is predicted that anybody has met
//              before, and all items met by then are ranked
//
// Live is how a server works, whose models learn between trainings. Where items are new every day
// the frozen protocol asks for almost nothing that matters.

/// Whether models learn what has been predicted.
public enum EvaluationProtocol: String, Hashable, Sendable, CaseIterable {
    /// They stay as the training part made them; only trends go on counting.
    case frozen
    /// Those that learn while they serve know every behavior before the one that is predicted.
    case live
}
