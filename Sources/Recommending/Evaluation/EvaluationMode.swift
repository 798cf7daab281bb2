/// What of a log is predicted.
public enum EvaluationMode: String, Hashable, Sendable, CaseIterable {
    /// Every behavior behind the split in time, each from all that its user did before.
    case prequential
    /// What a user took at once, behind the split in time: all of it from what was done before.
    case nextBasket = "next-basket"
    /// The last behavior of every user; all others train, also those that came later.
    case leaveLastOut = "leave-last-out"
}

/// Whether an evaluation is done once, or in parts that each have models of their own.
public enum CrossValidation: Hashable, Sendable {
    /// Once.
    case none
    /// What lies behind the split is cut into this many parts with equally many behaviors; each
    /// is predicted by models that were trained on all that came before it.
    case windows(Int)
    /// Users are dealt out to this many groups in the order of their first appearance; each group
    /// is predicted by models that learned from the others alone.
    case users(Int)

    /// How many parts make sense.
    public static let counts = 2...100

    /// How many there are.
    public var count: Int {
        switch self {
        case .none: 1
        case .windows(let count), .users(let count): count
        }
    }
}
