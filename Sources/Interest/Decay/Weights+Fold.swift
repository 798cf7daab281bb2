// A fold in two steps for each stretch of up to 256 behaviors. First each behavior is resolved:
// its interest's place, its gain, its reading of both clocks. Then the landmark moves to the
// newest of them (scaling what is stored by an exact power of two) and the law adds them all.
//
// Stretches end where the clock of activity reaches a multiple of 256, not after 256 behaviors of
// this fold, and a profile is pruned where it reaches one of 1,024. So pruning happens at the same
// behaviors however the log was cut into folds, that is, whenever anybody happened to read.

extension Weights {
    /// How many behaviors a stretch has.
    private static let stretch: Int64 = 256
    /// The number of behaviors after which a profile is pruned: a multiple of the stretch.
    static let pruningPeriod: Int64 = 1024

    /// Takes in one fold: behaviors that come together, in order of time (then id).
    ///
    /// Each moves the clock of activity by one. Afterwards the landmark stands at the newest
    /// behavior of all, so documents can be compared to the bit.
    ///
    /// What `pruning` is, `Settings` says.
    public mutating func fold(
        _ behaviors: some Sequence<Behavior>, by law: some DecayLaw, gains: Gains,
        pruning: Double = 0
    ) {
        let behaviors = Array(behaviors)
        var resolver = Resolver(gains: gains, count: min(behaviors.count, Int(Self.stretch)))
        for index in behaviors.indices {
            resolver.resolve(behaviors, at: index, in: &self)
            guard frame.activity % Self.stretch == 0 else { continue }
            add(&resolver.steps, by: law)
            guard frame.activity % Self.pruningPeriod == 0 else { continue }
            if prune(below: pruning, by: law, gains: gains) { resolver.forgetPlaces() }
        }
        add(&resolver.steps, by: law)
        settle()
    }

    /// Takes in one fold by a store's settings.
    public mutating func fold(_ behaviors: some Sequence<Behavior>, by settings: Settings) {
        fold(behaviors, by: settings.law, gains: settings.gains, pruning: settings.pruning)
    }

    private mutating func add(_ steps: inout [Step], by law: some DecayLaw) {
        guard !steps.isEmpty else { return }
        if states.isEmpty { states = Array(repeating: [], count: law.stateCount) }
        for number in states.indices {
            let missing = items.count - states[number].count
            withState(number) { $0.append(contentsOf: repeatElement(0, count: missing)) }
        }
        law.rebase(&self)
        law.add(steps, to: &self)
        steps.removeAll(keepingCapacity: true)
    }
}

/// Finds each behavior's place, gain and moment.
private struct Resolver {
    var steps: [Step] = []
    private let gains: GainTable
    private var places = Places()

    init(gains: Gains, count: Int) {
        self.gains = GainTable(gains)
        steps.reserveCapacity(count)
    }

    /// Takes the log and an index and not a behavior, which would be copied on the way: this runs
    /// ten million times a second, and counting references costs a fifth of that.
    mutating func resolve(_ behaviors: [Behavior], at index: Int, in weights: inout Weights) {
        let time = behaviors[index].time
        weights.frame.activity += 1
        weights.frame.oldest = min(weights.frame.oldest, time)
        weights.frame.newest = max(weights.frame.newest, time)
        let (place, last) = place(of: behaviors[index].item, at: time, in: &weights)
        let elapsed = last.map {
            Interval(milliseconds: max(0, time.milliseconds - $0.milliseconds))
        }
        let gain = gains.gain(
            of: behaviors[index].action, value: behaviors[index].value, since: elapsed)
        let moment = Moment(time: time, activity: weights.frame.activity)
        steps.append(Step(index: place, gain: gain, moment: moment, last: last))
    }

    private mutating func place(
        of item: ItemID, at time: Timestamp, in weights: inout Weights
    ) -> (place: Int, last: Timestamp?) {
        if let place = places.place(of: item, in: weights.items) {
            let last = weights.lasts[place]
            if last < time { weights.lasts[place] = time }
            return (place, last)
        }
        let place = weights.items.count
        weights.items.append(item)
        weights.lasts.append(time)
        places.note(item, at: place)
        return (place, nil)
    }

    mutating func forgetPlaces() { places = Places() }
}

/// Where each item stands. The first few are looked for one by one, because a dictionary of a
/// thousand interests for a single new behavior would cost more than the rest of the read.
private struct Places {
    private static let searchesMax = 16
    private var searches = 0
    private var index: [ItemID: Int] = [:]

    mutating func place(of item: ItemID, in items: [ItemID]) -> Int? {
        if searches == Self.searchesMax { return index[item] }
        searches += 1
        guard searches == Self.searchesMax else { return items.firstIndex(of: item) }
        // Room for as many again, since a profile that is looked through this often is growing.
        index.reserveCapacity(2 * items.count + 64)
        for (place, item) in items.enumerated() { index[item] = place }
        return index[item]
    }

    mutating func note(_ item: ItemID, at place: Int) {
        if searches == Self.searchesMax { index[item] = place }
    }
}
