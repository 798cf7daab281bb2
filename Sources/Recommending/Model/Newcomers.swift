internal import Interest

/// Items that came into the log after a training: each with its place, in the order in which they
/// came.
struct Newcomers: Hashable, Sendable {
    private(set) var ids: [ItemID] = []
    private var places: [ItemID: Int] = [:]

    /// Takes items, each once.
    init(_ ids: [ItemID] = []) {
        for id in ids { add(id) }
    }

    var count: Int { ids.count }

    subscript(place: Int) -> ItemID { ids[place] }

    func place(of item: ItemID) -> Int? { places[item] }

    /// Adds an item that is not among them; gives its place.
    @discardableResult
    mutating func add(_ item: ItemID) -> Int {
        places[item] = ids.count
        ids.append(item)
        return ids.count - 1
    }
}
