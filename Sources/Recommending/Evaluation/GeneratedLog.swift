public import Interest

// No public log has clicks, browsing, purchases and ratings together, so one is made up.
//
// Items belong to topics (item number modulo topics). The lower a topic's number the more people
// hold it, and the earlier an item stands in its topic the more popular it is: shares fall as
// 1/(rank + 3), a skew as shops and libraries know it. Users are skewed alike: the busiest does
// hundreds of things, the last ones a handful. A user holds three topics, the first of them dear;
// now and then one is given up for another, and so what was done lately says more about what comes
// than what was done long ago. One behavior in ten follows the crowd. Behaviors come in sittings
// of some minutes, days apart, over the whole span.

/// A log that looks like a real one, the same for the same seed on every machine.
///
///     for batch in GeneratedLog(users: 50_000, items: 20_000, behaviors: 1_000_000) { … }
public struct GeneratedLog: Sequence, Sendable {
    /// Where randomness begins.
    public let seed: UInt64
    /// How many users; the least active of a short log may do nothing.
    public let users: Int
    /// How many items.
    public let items: Int
    /// How many behaviors, exactly.
    public let behaviors: Int
    /// When the first may happen.
    public let start: Timestamp
    /// When the last has happened.
    public let end: Timestamp

    private let userShares: SkewedShares
    private let popularity: Popularity

    /// Takes the sizes; each must be at least 1.
    public init(
        seed: UInt64 = 1, users: Int, items: Int, behaviors: Int,
        start: Timestamp = Timestamp(seconds: 1_735_689_600), span: Interval = .days(180)
    ) {
        precondition(users > 0 && items > 0 && behaviors > 0, "a log has a user and an item")
        self.seed = seed
        self.users = users
        self.items = items
        self.behaviors = behaviors
        self.start = start
        end = start + span
        userShares = SkewedShares(count: users, offset: Double(users) / 20 + 1)
        popularity = Popularity(items: items, topics: Self.topics(items))
    }

    /// The catalog: an item's category is its topic.
    public var catalog: [Item] {
        (0..<items).map { number in
            Item(
                id: Self.item(number), title: "Item \(number)",
                categories: ["topic \(number % Self.topics(items))"])
        }
    }

    /// User by user in order of id, each in order of time: one batch a user.
    public func makeIterator() -> some IteratorProtocol<[Behavior]> {
        (0..<users).lazy.map { history(of: $0) }.filter { !$0.isEmpty }.makeIterator()
    }

    /// All that a user does.
    private func history(of number: Int) -> [Behavior] {
        let count = userShares.part(number, of: behaviors)
        var random = SplitMix(seed: seed &* 0x1_0000_0001 &+ UInt64(number))
        var taste = Taste(popularity, &random)
        let user = UserID(unchecked: "u" + Self.digits(number))
        return times(count, &random).map { time in
            let item = taste.item(&random)
            let (action, value) = Self.action(&random)
            return Behavior(
                user: user, item: Self.item(item), action: action, value: value, time: time)
        }
    }

    /// Sittings of some minutes, days apart, stretched over a part of the span.
    private func times(_ count: Int, _ random: inout SplitMix) -> [Timestamp] {
        let gaps = (0..<count).map { _ in
            random.below(8) == 0 ? 1000 + random.unit() * 4000 : 1 + random.unit() * 9
        }
        let span = Double(end.milliseconds - start.milliseconds)
        let first = random.unit() * span / 2
        let scale = (span - first) / (gaps.reduce(0, +) + 1)
        var passed = 0.0
        return gaps.map { gap in
            passed += gap
            return Timestamp(milliseconds: start.milliseconds + Int64(first + passed * scale))
        }
    }

    private static func action(_ random: inout SplitMix) -> (Action, Double?) {
        switch random.below(100) {
        case 0..<50: (.click, nil)
        case 50..<80: (.browse, nil)
        case 80..<90: (.purchase, nil)
        default: (.rating, Double(Swift.max(random.below(11), random.below(11))))
        }
    }

    static func topics(_ items: Int) -> Int { Swift.max(1, items / 100) }

    private static func item(_ number: Int) -> ItemID { ItemID(unchecked: "i" + digits(number)) }

    /// Enough digits that the order of ids is the order of numbers.
    private static func digits(_ number: Int) -> String { String(10_000_000 + number) }
}

/// How often each topic is held, and each item of a topic turned to.
private struct Popularity {
    let items: Int
    let topics: Int
    let ofTopics: SkewedShares
    let inTopic: SkewedShares

    init(items: Int, topics: Int) {
        self.items = items
        self.topics = topics
        ofTopics = SkewedShares(count: topics)
        inTopic = SkewedShares(count: (items + topics - 1) / topics)
    }
}

/// What a user is about now: three topics, the dearest first.
private struct Taste {
    private let popularity: Popularity
    private var held: [Int]

    init(_ popularity: Popularity, _ random: inout SplitMix) {
        self.popularity = popularity
        held = []
        for _ in 0..<3 { held.append(popularity.ofTopics.draw(&random)) }
    }

    /// The item turned to next.
    mutating func item(_ random: inout SplitMix) -> Int {
        if random.below(40) == 0 {
            held.removeLast()
            held.insert(popularity.ofTopics.draw(&random), at: 0)
        }
        // Half the time the dearest topic, a quarter the next, a quarter the last.
        let own = held[[0, 0, 1, 2][random.below(4)]]
        let topic = random.below(10) == 0 ? popularity.ofTopics.draw(&random) : own
        let item = popularity.inTopic.draw(&random) * popularity.topics + topic
        // The last rank is not full in every topic.
        return item < popularity.items ? item : topic
    }
}

/// Shares that fall with rank as 1/(rank + offset).
private struct SkewedShares: Sendable {
    /// The sum of the shares up to each rank; the last is 1.
    private let sums: [Double]

    init(count: Int, offset: Double = 3) {
        var sum = 0.0
        let sums = (0..<count).map { rank in
            sum += 1 / (Double(rank) + offset)
            return sum
        }
        self.sums = sums.map { $0 / sum }
    }

    /// The part of `total` that falls to `rank`; the parts add up to `total`.
    func part(_ rank: Int, of total: Int) -> Int {
        let upTo = (sums[rank] * Double(total)).rounded()
        let before = rank == 0 ? 0 : (sums[rank - 1] * Double(total)).rounded()
        return Int(upTo - before)
    }

    /// A rank, each as often as its share says.
    func draw(_ random: inout SplitMix) -> Int {
        let drawn = random.unit()
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] <= drawn { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
