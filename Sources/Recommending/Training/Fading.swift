internal import Interest

/// How much is left after a distance: `2^(-distance / halfLife)`, the same bits on every machine.
enum Fading {
    static func left(after distance: Double, halfLife: Double) -> Double {
        let age = distance / halfLife
        // Past this even the smallest double is gone.
        guard age < 1100 else { return 0 }
        let whole = age.rounded(.down)
        return Exponential.exp2(whole - age) * Exponential.power(-Int(whole))
    }
}
