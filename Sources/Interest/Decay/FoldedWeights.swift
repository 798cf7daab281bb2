/// A user's weights together with the law that folded them: what a read of a profile answers.
///
/// The two belong together. The settings of a store may change between two questions, and weights
/// read by another law than their own are nonsense.
public struct FoldedWeights: Sendable {
    /// The fold.
    public let weights: Weights
    /// The law by which it was folded, and by which it is read.
    public let law: any DecayLaw

    /// Takes both.
    public init(weights: Weights, law: any DecayLaw) {
        self.weights = weights
        self.law = law
    }

    /// The `count` strongest interests at `time`, strongest first.
    public func top(_ count: Int, at time: Timestamp) -> [ItemWeight] {
        weights.top(count, at: time, by: law)
    }

    /// Every interest at `time` that is not zero, dislikes too, in the order of the document.
    public func all(at time: Timestamp) -> [ItemWeight] {
        weights.all(at: time, by: law).filter { $0.weight != 0 }
    }
}
