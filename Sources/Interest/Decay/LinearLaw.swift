/// A law whose weight is a sum over behaviors, each term a function of the behavior alone times
/// a function of the reading alone: `W(x) = Σ_k factor_k(x) · Σ_e v_e · increment_k(x_e)`.
///
/// The inner sums are the state. So reading costs one evaluation of the factors a document, late
/// behaviors and merges are exact, and order matters only to the last bit.
public protocol LinearLaw: DecayLaw {
    /// What a gain of 1 at `moment` adds to each number of the state.
    func increments(at moment: Moment, in frame: Frame) -> SIMD4<Double>
    /// By what each number of the state is multiplied and then summed to give the weight.
    func factors(at moment: Moment, in frame: Frame) -> SIMD4<Double>
}

extension LinearLaw {
    /// Works out every step's increments, then goes through one number of the state at a time.
    public func add(_ steps: [Step], to weights: inout Weights) {
        let frame = weights.frame
        let sums = steps.map { increments(at: $0.moment, in: frame) * $0.gain }
        for number in 0..<stateCount {
            weights.withState(number) { state in
                var state = state.mutableSpan
                for step in steps.indices { state[steps[step].index] += sums[step][number] }
            }
        }
    }

    /// Multiplies and sums; a weight below `negligible` counts as zero.
    public func read(_ weights: Weights, at moment: Moment, into result: inout [Double]) {
        let factors = factors(at: moment, in: weights.frame)
        let states = weights.states
        // A sum of doubles is a whole multiple of the last place of the least of them. So where
        // every term is this large, none of the sums is negligible, and none is looked at.
        let needsFlush = (0..<stateCount).contains {
            !(weights.leastState * factors[$0] >= negligible * 0x1p+53)
        }
        if needsFlush {
            weigh(states, by: factors, into: &result, flushed)
        } else {
            weigh(states, by: factors, into: &result) { $0 }
        }
    }

    /// The sum of the magnitudes of the terms, as the newest behavior left them: every term's
    /// factor only falls from there.
    public func bounds(of weights: Weights) -> [Double] {
        let factors = factors(at: weights.frame.moment, in: weights.frame)
        var bounds = [Double](repeating: 0, count: weights.items.count)
        var sums = bounds.mutableSpan
        for (number, state) in weights.states.enumerated() {
            let (factor, state) = (factors[number], state.span)
            for index in sums.indices { sums[index] += state[index].magnitude * factor }
        }
        return bounds
    }
}

/// A linear law whose state is scaled to landmarks, so that it stays within a double's range.
public protocol LandmarkLaw: LinearLaw {
    /// The landmarks that belong to a moment.
    func landmarks(at moment: Moment) -> SIMD4<Int64>
    /// By what each number is multiplied when the landmarks move.
    func rescaling(from old: SIMD4<Int64>, to new: SIMD4<Int64>) -> SIMD4<Double>
}

extension LandmarkLaw {
    /// Moves the landmark to the newest behavior, so that it depends on nothing but the log.
    public func rebase(_ weights: inout Weights) {
        let target = landmarks(at: weights.frame.moment)
        guard target != weights.frame.landmarks else { return }
        let scale = rescaling(from: weights.frame.landmarks, to: target)
        for number in weights.states.indices where scale[number] != 1 {
            weights.withState(number) { state in
                for index in state.indices { state[index] *= scale[number] }
            }
        }
        weights.frame.landmarks = target
    }
}

/// Below this a weight is read as zero.
///
/// Far down, where doubles lose digits one by one, a rebase more or less would show in the last
/// of them; nobody ranks by such weights, so the view (never the state) leaves them out.
let negligible = 0x1p-512

/// Every interest's sum of its numbers times the factors, passed through `view`.
@inline(__always)
private func weigh(
    _ states: [[Double]], by factors: SIMD4<Double>, into result: inout [Double],
    _ view: (Double) -> Double
) {
    switch states.count {
    case 1:
        let state = states[0]
        weigh(state.span, by: factors[0], into: &result, view)
    case 2:
        let (fast, slow) = (states[0], states[1])
        weigh(fast.span, by: factors[0], slow.span, by: factors[1], into: &result, view)
    default:
        for index in result.indices {
            result[index] = view(
                states.indices.reduce(0) { $0 + states[$1][index] * factors[$1] })
        }
    }
}

// The two loops below are written with `while`: over a range the compiler checks the count for
// overflow, which leaves the vectorised loop two more instructions in a dozen.

@inline(__always)
private func weigh(
    _ state: Span<Double>, by factor: Double, into result: inout [Double],
    _ view: (Double) -> Double
) {
    precondition(state.count == result.count, "every interest has a state")
    var sums = result.mutableSpan
    var index = 0
    while index < sums.count {
        sums[index] = view(state[index] * factor)
        index &+= 1
    }
}

@inline(__always)
private func weigh(
    _ state: Span<Double>, by factor: Double, _ other: Span<Double>, by otherFactor: Double,
    into result: inout [Double], _ view: (Double) -> Double
) {
    let count = result.count
    precondition(state.count == count && other.count == count, "every interest has a state")
    var sums = result.mutableSpan
    var index = 0
    while index < count {
        sums[index] = view(state[index] * factor + other[index] * otherFactor)
        index &+= 1
    }
}

@inline(__always)
private func flushed(_ weight: Double) -> Double { weight.magnitude < negligible ? 0 : weight }
