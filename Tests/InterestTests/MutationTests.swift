import Foundation
import Testing

@testable import Interest

/// Mistakes that stores of this kind have made, each as a law that makes it, so that the
/// properties are known to catch it.
enum Mistake: String, CaseIterable, Codable {
    /// None: the same law, right.
    case none
    /// The gain is added as it is, not for the time since the landmark.
    case droppedElapsed
    /// The half-life is taken for the time after which 1/e is left.
    case naturalLifetime
    /// Whole half-lives only: the exponent was divided as an integer.
    case integerDivision
    /// What is small is set to zero in the state, and not in the view.
    case flooredState
    /// The state is scaled to the new landmark, and the old one saved with it.
    case staleTime
    /// Every reading is halved once too often.
    case extraHalf
    /// A late behavior counts as if it were new.
    case lateAsNew

    /// The properties that must notice, at the least.
    var noticed: Set<Property> {
        switch self {
        case .none: []
        case .droppedElapsed: [.insertion, .oracle, .permutation]
        case .naturalLifetime: [.oracle, .halfLife]
        case .integerDivision: [.oracle, .translation]
        case .flooredState: [.insertion, .oracle]
        case .staleTime: [.insertion, .oracle]
        case .extraHalf: [.arrival, .oracle]
        case .lateAsNew: [.permutation, .merge]
        }
    }
}

struct MistakenLaw: LandmarkLaw {
    static let name = "mistaken"
    static let halfLife: Int64 = 30 * 86_400_000

    let mistake: Mistake
    var parameters: String { mistake.rawValue }
    var stateCount: Int { 1 }

    init(_ mistake: Mistake) { self.mistake = mistake }

    init(parameters: String) throws(LawError) { throw LawError("mistake", "none", parameters) }

    private func clock(_ moment: Moment) -> (whole: Int64, fraction: Double) {
        let (whole, rest) = moment.time.milliseconds.flooredDivision(by: Self.halfLife)
        if mistake == .integerDivision { return (whole, 0) }
        return (whole, Double(rest) / Double(Self.halfLife))
    }

    /// 2^x, or e^x by mistake.
    private func power(_ whole: Int64, _ fraction: Double) -> Double {
        if mistake == .naturalLifetime { return exp(Double(whole) + fraction) }
        return Exponential.exp2(fraction) * Exponential.power(Int(whole))
    }

    func landmarks(at moment: Moment) -> SIMD4<Int64> { [clock(moment).whole, 0, 0, 0] }

    func increments(at moment: Moment, in frame: Frame) -> SIMD4<Double> {
        let (whole, fraction) = clock(moment)
        let isLate = moment.time < frame.newest
        if mistake == .droppedElapsed { return [1, 0, 0, 0] }
        if mistake == .lateAsNew, isLate {
            let newest = clock(frame.moment)
            return [power(newest.whole - frame.landmarks[0], newest.fraction), 0, 0, 0]
        }
        return [power(whole - frame.landmarks[0], fraction), 0, 0, 0]
    }

    func factors(at moment: Moment, in frame: Frame) -> SIMD4<Double> {
        let (whole, fraction) = clock(moment)
        let left = power(frame.landmarks[0] - whole, -fraction)
        return [mistake == .extraHalf ? left / 2 : left, 0, 0, 0]
    }

    func rescaling(from old: SIMD4<Int64>, to new: SIMD4<Int64>) -> SIMD4<Double> {
        [power(old[0] - new[0], 0), 1, 1, 1]
    }

    func rebase(_ weights: inout Weights) {
        let (old, new) = (weights.frame.landmarks, landmarks(at: weights.frame.moment))
        let scale = rescaling(from: old, to: new)[0]
        weights.withState(0) { state in
            for index in state.indices {
                state[index] *= scale
                if mistake == .flooredState, state[index].magnitude < 0.01 { state[index] = 0 }
            }
        }
        if mistake != .staleTime || old == .zero { weights.frame.landmarks = new }
    }
}

struct MutationTests {
    private func violated(_ mistake: Mistake) -> Set<Property> {
        let subject = Subject(law: MistakenLaw(mistake)) { then, now, _ in
            exp2(-Double(now.time.milliseconds - then.time.milliseconds) / (30 * 86_400_000))
        }
        return Set(
            Property.allCases.filter { !subject.violations(of: $0, streams: 300).isEmpty })
    }

    @Test(arguments: Mistake.allCases)
    func `a mistake is noticed`(mistake: Mistake) {
        let violated = violated(mistake)
        #expect(violated.isSuperset(of: mistake.noticed), "\(violated)")
        #expect(violated.isEmpty == (mistake == .none))
    }
}
