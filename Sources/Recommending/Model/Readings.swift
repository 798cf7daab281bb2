public import Interest

/// An interest as a recommender reads it: the place of its item in the `ItemIndex`, its weight and
/// its age.
public struct Reading: Hashable, Sendable {
    /// Where the item stands in the index.
    public let place: Int
    /// What is left of the interest.
    public let weight: Double
    /// The time since the user's last behavior on the item.
    public let age: Interval

    /// Takes all three.
    public init(place: Int, weight: Double, age: Interval = .zero) {
        self.place = place
        self.weight = weight
        self.age = age
    }
}

/// The interests of one user as a recommender reads them, and how long the user has been idle.
public struct Readings: Hashable, Sendable {
    /// One for each interest in an item that the recommender knows.
    public let all: [Reading]
    /// The time since the user's newest behavior; zero where that is now, as in a session.
    public let idle: Interval

    /// Takes both.
    public init(_ all: [Reading], idle: Interval = .zero) {
        self.all = all
        self.idle = idle
    }

    /// Those that `keeps` accepts.
    func keeping(_ keeps: (Reading) -> Bool) -> Readings {
        Readings(all.filter(keeps), idle: idle)
    }
}

extension Readings: RandomAccessCollection {
    /// Zero.
    public var startIndex: Int { all.startIndex }
    /// How many there are.
    public var endIndex: Int { all.endIndex }
    /// One of them.
    public subscript(index: Int) -> Reading { all[index] }
    /// Goes through all of them.
    public func makeIterator() -> IndexingIterator<[Reading]> { all.makeIterator() }
}
