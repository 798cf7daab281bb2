/// What every item scores whatever the interests, and which score best by that alone.
///
/// Made once and read by many requests: the best are found beforehand, as many as requests commonly
/// go through.
struct Standing: Sendable {
    /// How many of the best are found beforehand.
    static let bestMax = 1024

    /// The score of every item, by place.
    let values: [Double]
    /// The best that score above zero, best first.
    let best: [Ranked]
    /// Whether no other scores above zero.
    let isAllBest: Bool

    init(_ values: [Double]) {
        self.values = values
        var heap = BestRanked(limit: Self.bestMax)
        for place in values.indices where values[place] > 0 {
            heap.take(Ranked(score: values[place], place: place))
        }
        best = heap.sorted()
        isAllBest = best.count < Self.bestMax
    }

    /// Whether there are no items.
    var isEmpty: Bool { values.isEmpty }

    subscript(place: Int) -> Double { values[place] }
}
