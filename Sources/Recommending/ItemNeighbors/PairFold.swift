internal import Interest

// A behavior makes a pair with each of its user's last liked ones before it:
//
// strength of behavior b before a, d others between 2^(-d / w), d < reach = 8·w, at most 40
//
//     user's behaviors in order of time     x   y   z   a
//     pairs of a                            ¼   ½   1              at w = 1
//
// A behavior that comes in late is put where its time belongs. It makes pairs both ways, and those
// that it now stands between move apart by one: each loses the difference of two strengths, and the
// last one in reach is taken away whole. So the counts do not depend on the order of arrival. (They
// do where more of the user's behaviors are newer than `RecentBehaviors` keeps.) Behaviors of one
// moment are in order of `tie`, which says nothing about their arrival: in serving and training a
// hash of the item, in an evaluation the place in the file, as its protocol says.

/// A fold of behaviors into co-occurrences: the one way in which `item-neighbors` is counted, in
/// training, serving and evaluation.
struct PairFold: Sendable {
    /// What is counted so far.
    private(set) var pairs: NeighborCounts
    /// What the next behaviors make pairs with.
    var recent: RecentBehaviors
    /// The strength of a pair by how many behaviors lie between.
    private let strengths: [Double]

    init(_ pairs: NeighborCounts, recent: RecentBehaviors = .init()) {
        self.pairs = pairs
        self.recent = recent
        strengths = pairs.parameters.strengths
    }

    /// Adds an item behind the others.
    mutating func grow() { pairs.grow() }

    /// Takes a liked behavior in, in any order.
    mutating func take(_ place: Int32, of user: UInt64, at time: Int64, tie: UInt64) {
        let behavior = RecentBehaviors.Entry(time: time, tie: tie, place: place)
        let (number, position) = recent.insert(behavior, of: user)
        pairs.count(place, pairs.strength(at: time))
        let history = recent[number]
        if position < history.count - 1 { part(history, around: position) }
        meet(history, at: position)
        recent.trim(number)
        pairs.cutAll()
    }

    /// Counts a behavior whose user nobody knows.
    mutating func take(_ place: Int32, at time: Int64) {
        pairs.count(place, pairs.strength(at: time))
    }

    /// The pairs of a new behavior.
    private mutating func meet(_ history: [RecentBehaviors.Entry], at position: Int) {
        let new = history[position]
        let strength = pairs.strength(at: new.time)
        for distance in 0..<min(strengths.count, position) {
            let other = history[position - 1 - distance]
            pairs.add(strengths[distance] * strength, other.place, new.place, pairs: 1)
        }
        for distance in 0..<min(strengths.count, history.count - 1 - position) {
            let other = history[position + 1 + distance]
            let strength = pairs.strength(at: other.time)
            pairs.add(strengths[distance] * strength, new.place, other.place, pairs: 1)
        }
    }

    /// Moves the pairs apart that a new behavior stands between.
    private mutating func part(_ history: [RecentBehaviors.Entry], around position: Int) {
        let reach = strengths.count
        for after in 0..<min(reach, history.count - 1 - position) {
            let second = history[position + 1 + after]
            let strength = pairs.strength(at: second.time)
            for before in 0..<min(reach - after, position) {
                let first = history[position - 1 - before]
                let distance = after + before
                let isGone = distance + 1 == reach
                let change = (isGone ? 0 : strengths[distance + 1]) - strengths[distance]
                pairs.add(
                    change * strength, first.place, second.place, pairs: isGone ? -1 : 0)
            }
        }
    }
}
