extension Int64 {
    /// The quotient rounded down and the rest in `0..<divisor`: how often a half-life fits
    /// into a clock reading, before 1970 too. `divisor` is positive.
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}
