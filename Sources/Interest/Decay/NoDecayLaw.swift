/// Nothing fades: a weight is the sum of its gains.
///
/// Keeps every promise, and is what any other law has to be better than. What it cannot do is
/// forget: a user's first interest keeps its weight forever.
public struct NoDecayLaw: LinearLaw {
    /// "none".
    public static let name = "none"

    /// There is nothing to choose.
    public init() {}

    /// The sum.
    public var stateCount: Int { 1 }
    /// There is no landmark.
    public func rebase(_ weights: inout Weights) {}
    /// 1.
    public func increments(at moment: Moment, in frame: Frame) -> SIMD4<Double> { [1, 0, 0, 0] }
    /// 1.
    public func factors(at moment: Moment, in frame: Frame) -> SIMD4<Double> { [1, 0, 0, 0] }
}
