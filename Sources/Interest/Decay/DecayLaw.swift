/// How much of a weight is left after so much clock.
///
/// A law keeps up to four numbers an interest (its state) and one `Frame` a document, and knows
/// how to add a gain, to read and to move the landmark. `Weights` does the rest, the same for
/// every law. Each law's documentation says which promise it cannot keep.
public protocol DecayLaw: Codable, Hashable, Sendable {
    /// The name by which settings and the command choose this law.
    static var name: String { get }
    /// How many numbers the law keeps for an interest, 1 to 4.
    var stateCount: Int { get }
    /// Adds `gain`, had at `moment`, to the interest at `index`; its last time is still that of
    /// the behaviour before (nil at the first).
    func add(
        _ gain: Double, at moment: Moment, after last: Timestamp?, to index: Int,
        in weights: inout Weights)
    /// Moves the landmark to the document's newest behaviour.
    func rebase(_ weights: inout Weights)
    /// Every interest's weight at `moment`, in the document's order. Never changes anything.
    func read(_ weights: Weights, at moment: Moment) -> [Double]
}

/// The most numbers a law keeps for an interest.
public let stateCountMax = 4

/// A law whose weight is a sum over behaviours, each term a function of the behaviour alone times
/// a function of the reading alone: `W(x) = Σ_k factor_k(x) · Σ_e v_e · increment_k(x_e)`.
///
/// The inner sums are the state. So reading costs one evaluation of the factors a document, late
/// behaviours and merges are exact, and order matters only to the last bit.
public protocol LinearLaw: DecayLaw {
    /// The landmarks that belong to a moment.
    func landmarks(at moment: Moment) -> SIMD4<Int64>
    /// What a gain of 1 at `moment` adds to each number of the state.
    func increments(at moment: Moment, in frame: Frame) -> SIMD4<Double>
    /// By what each number of the state is multiplied and then summed to give the weight.
    func factors(at moment: Moment, in frame: Frame) -> SIMD4<Double>
    /// By what each number is multiplied when the landmarks move.
    func rescaling(from old: SIMD4<Int64>, to new: SIMD4<Int64>) -> SIMD4<Double>
}

/// How many half-lives a behaviour may lie past the landmark before the landmark must move, which
/// leaves half of a double's range for sums and for what is older than the landmark.
private let landmarkReach: Int64 = 512

extension LinearLaw {
    /// Adds the gain, moving the landmark first where the increment would leave a double's range.
    public func add(
        _ gain: Double, at moment: Moment, after last: Timestamp?, to index: Int,
        in weights: inout Weights
    ) {
        let target = landmarks(at: moment)
        if any(target .> weights.frame.landmarks &+ SIMD4(repeating: landmarkReach)) {
            move(&weights, to: target)
        }
        let sums = increments(at: moment, in: weights.frame) * gain
        for number in 0..<stateCount { weights.states[number][index] += sums[number] }
    }

    /// Moves the landmark to the newest behaviour, so that it depends on nothing but the log.
    public func rebase(_ weights: inout Weights) {
        move(&weights, to: landmarks(at: weights.frame.moment))
    }

    private func move(_ weights: inout Weights, to target: SIMD4<Int64>) {
        guard target != weights.frame.landmarks else { return }
        let scale = rescaling(from: weights.frame.landmarks, to: target)
        for number in 0..<stateCount where scale[number] != 1 {
            for index in weights.states[number].indices {
                weights.states[number][index] *= scale[number]
            }
        }
        weights.frame.landmarks = target
    }

    /// Multiplies and sums; below `negligible` a weight is none.
    public func read(_ weights: Weights, at moment: Moment) -> [Double] {
        let factors = factors(at: moment, in: weights.frame)
        var result = weights.states[0]
        scale(&result, by: factors[0])
        for number in 1..<max(1, stateCount) {
            accumulate(weights.states[number], times: factors[number], in: &result)
        }
        flush(&result)
        return result
    }
}

/// Below this a weight is read as zero.
///
/// Far down, where doubles lose digits one by one, a rebase more or less would show in the last
/// of them; nobody ranks by such weights, so the view (never the state) leaves them out.
let negligible = 0x1p-512

private func scale(_ result: inout [Double], by factor: Double) {
    for index in result.indices { result[index] *= factor }
}

private func accumulate(_ state: [Double], times factor: Double, in result: inout [Double]) {
    for index in result.indices { result[index] += state[index] * factor }
}

private func flush(_ result: inout [Double]) {
    for index in result.indices {
        result[index] = result[index].magnitude < negligible ? 0 : result[index]
    }
}
