/// The clock of one exponential, x = t/h + n/m, split into whole half-lives and a fraction.
struct ComponentClock: Hashable {
    private let time: Cycle?
    private let activity: Cycle?

    /// The clock of a component.
    init(_ component: ExponentialLaw.Component) {
        time = component.halfLife.map { Cycle($0.milliseconds) }
        activity = component.activityHalfLife.map(Cycle.init)
    }

    /// Whole half-lives, and what is left over in 0..<1, which depends on the moment alone.
    @inline(__always)
    func reading(at moment: Moment) -> (whole: Int64, fraction: Double) {
        var (whole, fraction) = (Int64(0), 0.0)
        if let time { (whole, fraction) = time.split(moment.time.milliseconds) }
        if let activity {
            let (more, rest) = activity.split(moment.activity)
            whole += more
            fraction += rest
        }
        return fraction < 1 ? (whole, fraction) : (whole + 1, fraction - 1)
    }
}

/// Division by one and the same length, by multiplying: the quotient so estimated is right or one
/// off (numbers stay far below 2^52), which the rest shows.
private struct Cycle: Hashable {
    private let length: Int64
    private let real: Double
    private let inverse: Double

    init(_ length: Int64) {
        self.length = length
        real = Double(length)
        inverse = 1 / real
    }

    @inline(__always)
    func split(_ count: Int64) -> (whole: Int64, fraction: Double) {
        var whole = Int64(Double(count) * inverse)
        var rest = count - whole * length
        if rest < 0 { (whole, rest) = (whole - 1, rest + length) }
        if rest >= length { (whole, rest) = (whole + 1, rest - length) }
        return (whole, Double(rest) / real)
    }
}
