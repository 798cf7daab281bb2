/// One interest as it is read: an item, how much is left, and when the user last came by.
public struct ItemWeight: Hashable, Sendable, Comparable {
    /// The item.
    public let item: ItemID
    /// What is left of the interest.
    public let weight: Double
    /// The user's last behavior on the item.
    public let last: Timestamp

    /// Takes the three.
    public init(item: ItemID, weight: Double, last: Timestamp) {
        self.item = item
        self.weight = weight
        self.last = last
    }

    /// Stronger comes first, equal ones by item id.
    public static func < (first: ItemWeight, second: ItemWeight) -> Bool {
        first.weight == second.weight ? first.item < second.item : first.weight > second.weight
    }
}
