/// A user's weights together with the settings that folded them: what a read of a profile answers.
///
/// The two belong together. The settings of a store may change between two questions, and weights
/// read by another law than their own are nonsense.
public struct FoldedWeights: Sendable {
    /// The fold.
    public let weights: Weights
    /// The settings by which it was folded, and by which it is read.
    public let settings: Settings
    /// Behaviors of the log that are dated later than the read, in order of time: a phone's clock
    /// runs ahead, or somebody noted them for later. They count as seen at once, and are folded
    /// when their time has come.
    public let ahead: [Behavior]

    /// Takes the fold, its settings, and what is not folded yet because of its date.
    public init(weights: Weights, settings: Settings, ahead: [Behavior] = []) {
        self.weights = weights
        self.settings = settings
        self.ahead = ahead
    }

    /// The law by which the weights were folded, and by which they are read.
    public var law: any DecayLaw { settings.law }

    /// Every item that the user has behaved toward, whatever the date of the behavior.
    public var seen: [ItemID] { weights.items + ahead.map(\.item) }

    /// The weights as they will be at a later time, if nothing else comes into the log.
    public func foreseen(at time: Timestamp) -> FoldedWeights {
        let due = ahead.prefix { $0.time <= time }
        guard !due.isEmpty else { return self }
        var later = weights
        later.fold(due, by: settings)
        return FoldedWeights(
            weights: later, settings: settings, ahead: Array(ahead.dropFirst(due.count)))
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
