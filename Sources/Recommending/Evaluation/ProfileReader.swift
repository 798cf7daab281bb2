internal import Interest

// How a history becomes interests. A behavior counts its gain at first (1 in the protocol's own
// evaluation); a law says what is left.
//
// For sums of exponentials each behavior is faded by itself, by its distance on both clocks:
//
//     weight of item i = Σ_b gain_b · Σ_c coefficient_c · 2^-(Δt/h_c + Δn/m_c)         over b on i
//
// in the order of the history, which gives the same bits as the evaluation protocol's own program.
// Any other law folds the history, and is read as a store reads it.

/// Reads live profiles by a law.
struct ProfileReader: Sendable {
    private static let user = UserID(unchecked: "user")
    private static let gains = Gains(rules: [.click: .perValue(1)])

    private let law: any DecayLaw

    /// An interest, and when its item was had last.
    private struct Found {
        var weight = 0.0
        var last = Int64.min

        mutating func take(_ weight: Double, at time: Int64) {
            self.weight += weight
            last = max(last, time)
        }
    }

    init(_ law: any DecayLaw) { self.law = law }

    /// The interests that a history leaves at `time`, in order of place: repeats add up.
    func readings(of history: LiveHistory) -> Readings {
        let found: [Int32: Found]
        switch law {
        case is NoDecayLaw: found = sum(history) { _, _ in 1 }
        case let law as ExponentialLaw: found = sum(history, by: law.components)
        default: found = fold(history)
        }
        return Readings(
            found.sorted { $0.key < $1.key }
                .map { place, found in
                    Reading(
                        place: Int(place), weight: found.weight,
                        age: Interval(milliseconds: max(0, history.time - found.last)))
                },
            idle: history.idle)
    }

    private func sum(
        _ history: LiveHistory, by components: [ExponentialLaw.Component]
    ) -> [Int32: Found] {
        sum(history) { newer, elapsed in
            components.reduce(0) { sum, component in
                var age = 0.0
                if let life = component.halfLife {
                    age += Double(elapsed) / Double(life.milliseconds)
                }
                if let life = component.activityHalfLife { age += Double(newer) / Double(life) }
                return sum + component.coefficient * Fading.left(after: age, halfLife: 1)
            }
        }
    }

    private func sum(
        _ history: LiveHistory, _ left: (_ newer: Int, _ elapsed: Int64) -> Double
    ) -> [Int32: Found] {
        var all: [Int32: Found] = [:]
        for (index, place) in zip(history.places.indices, history.places) {
            let elapsed = max(0, history.time - history.times[index])
            let left = left(history.places.endIndex - 1 - index, elapsed)
            all[place, default: Found()].take(
                Double(history.gains[index]) * left, at: history.times[index])
        }
        return all
    }

    private func fold(_ history: LiveHistory) -> [Int32: Found] {
        let behaviors = history.places.indices.map { index in
            Behavior(
                user: Self.user, item: ItemID(unchecked: String(history.places[index])),
                action: .click, value: Double(history.gains[index]),
                time: Timestamp(milliseconds: history.times[index]))
        }
        var weights = Weights()
        weights.fold(behaviors, by: law, gains: Self.gains)
        var read: [Int32: Found] = [:]
        for interest in weights.all(at: Timestamp(milliseconds: history.time), by: law) {
            read[Int32(interest.item.text) ?? 0] = Found(
                weight: interest.weight, last: interest.last.milliseconds)
        }
        return read
    }
}

/// What a user had done up to a moment.
struct LiveHistory: Sendable {
    /// The items, oldest first.
    let places: ArraySlice<Int32>
    /// When, in milliseconds.
    let times: ArraySlice<Int64>
    /// What each counts.
    let gains: ArraySlice<Float>
    /// The moment.
    let time: Int64

    /// The time since the newest behavior.
    var idle: Interval { Interval(milliseconds: max(0, time - (times.last ?? time))) }
}

extension EvaluationLog {
    /// The history of a query.
    func history(of query: Query) -> LiveHistory {
        LiveHistory(
            places: places[query.start..<query.position],
            times: times[query.start..<query.position],
            gains: gains[query.start..<query.position], time: times[query.position])
    }
}
