public import Interest

/// The items of a model, each with its place: 0, 1, 2, … in order of id.
///
/// Because places follow ids, a tie broken by place is a tie broken by id.
public struct ItemIndex: Hashable, Sendable {
    /// The most items a model may have.
    public static let countMax = 50_000_000

    /// The items, in order of id.
    public let ids: [ItemID]
    private let places: [ItemID: Int32]

    /// Takes ids that are in order, each once.
    init(ascending ids: [ItemID]) {
        self.ids = ids
        places = Dictionary(
            zip(ids, 0...), uniquingKeysWith: { first, _ in first })
    }

    /// How many items there are.
    public var count: Int { ids.count }

    /// The item at a place.
    public subscript(place: Int) -> ItemID { ids[place] }

    /// Where an item stands; nil for one that training did not meet.
    public func place(of item: ItemID) -> Int? { places[item].map(Int.init) }

    /// The interests in items of this index, in their order.
    func readings(of interests: [ItemWeight]) -> [Reading] {
        interests.compactMap { interest in
            guard interest.weight.isFinite, let place = place(of: interest.item) else {
                return nil
            }
            return Reading(place: place, weight: interest.weight)
        }
    }
}
