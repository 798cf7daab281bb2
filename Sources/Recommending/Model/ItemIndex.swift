public import Interest

/// The items of a model, each with its place: 0, 1, 2, … in order of id.
///
/// Because places follow ids, a tie broken by place is a tie broken by id. Items that a model which
/// goes on learning met after its training come behind all others, in the order in which they came.
public struct ItemIndex: Hashable, Sendable {
    /// The most items a model may have.
    public static let countMax = 50_000_000

    /// The items that training met, in order of id.
    public let ids: [ItemID]
    private let places: [ItemID: Int32]
    private var newcomers = Newcomers()
    /// Where they stand in the catalog.
    let link = CatalogLink()

    /// Takes ids that are in order, each once.
    init(ascending ids: [ItemID]) {
        self.ids = ids
        places = Dictionary(
            zip(ids, 0...), uniquingKeysWith: { first, _ in first })
    }

    /// The items that training met, with these behind them.
    func followed(by newcomers: Newcomers) -> ItemIndex {
        var index = self
        index.newcomers = newcomers
        return index
    }

    /// The same items at the same places.
    public static func == (first: ItemIndex, second: ItemIndex) -> Bool {
        first.ids == second.ids && first.newcomers == second.newcomers
    }

    /// Hashes the items.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ids)
        hasher.combine(newcomers)
    }

    /// Whether there are items that came after the training.
    var hasNewcomers: Bool { newcomers.count > 0 }

    /// Where an item stands that came after the training; nil for any other.
    func newPlace(of item: ItemID) -> Int? {
        newcomers.place(of: item).map { ids.count + $0 }
    }

    /// How many items there are.
    public var count: Int { ids.count + newcomers.count }

    /// The item at a place.
    public subscript(place: Int) -> ItemID {
        place < ids.count ? ids[place] : newcomers[place - ids.count]
    }

    /// Where an item stands; nil for one that the model has not met.
    public func place(of item: ItemID) -> Int? {
        if let place = trainedPlace(of: item) { return place }
        return newPlace(of: item)
    }

    /// Where an item stands that training met; nil for any other.
    func trainedPlace(of item: ItemID) -> Int? { places[item].map(Int.init) }

    /// The interests of a request in items of this index, in their order.
    func readings(of request: RecommendationRequest) -> Readings {
        let newest = request.interests.lazy.map(\.last).max() ?? .earliest
        let known = request.interests.compactMap { interest -> Reading? in
            guard interest.weight.isFinite, let place = place(of: interest.item) else {
                return nil
            }
            let before = newest.milliseconds - interest.last.milliseconds
            return Reading(
                place: place, weight: interest.weight,
                age: Interval(milliseconds: request.idle.milliseconds + before))
        }
        return Readings(known, idle: request.idle)
    }
}
