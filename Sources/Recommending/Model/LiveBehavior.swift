public import Interest

/// A behaviour as a model that serves learns from it.
public struct LiveBehavior: Hashable, Sendable {
    /// The item.
    public let item: ItemID
    /// When.
    public let time: Timestamp
    /// How much it counts: 1, or less where part of its batch had been in the log before.
    public let strength: Double

    /// Takes the three.
    public init(item: ItemID, time: Timestamp, strength: Double = 1) {
        self.item = item
        self.time = time
        self.strength = strength
    }
}
