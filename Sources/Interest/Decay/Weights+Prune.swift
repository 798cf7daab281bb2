// What a profile of years carries along is mostly interests of which nothing is left. Dropping
// them is the one thing done to stored state that is not linear, so it is bounded:
//
// An interest goes when the bound on all its later weights is below `fraction` times the sum of
// those bounds over the profile. Whatever is read later of that item is then off by less than
// `fraction` times that sum for each time it was dropped, and of no other item at all. With the
// standard 2^-60 that is less than a 128th of what one double next to the sum can tell apart.
//
// It depends on the log alone (see `Weights+Fold.swift`), so that a read more or less still
// changes no bit.

extension Weights {
    /// Below this sum nothing is pruned: digits that far down are not told apart reliably.
    private static let sumMin = 0x1p-400

    /// Drops the interests that are next to nothing; true where there were any.
    ///
    /// Gains that grow with the time since the last behavior need that time, so with them
    /// nothing is dropped.
    mutating func prune(below fraction: Double, by law: some DecayLaw, gains: Gains) -> Bool {
        guard fraction > 0, !gains.dependOnLastTimes else { return false }
        let bounds = law.bounds(of: self)
        let sum = bounds.reduce(0, +)
        guard sum > Self.sumMin, sum.isFinite else { return false }
        let least = fraction * sum
        guard bounds.contains(where: { $0 < least }) else { return false }
        let kept = bounds.indices.filter { bounds[$0] >= least }
        items = kept.map { items[$0] }
        lasts = kept.map { lasts[$0] }
        states = states.map { state in kept.map { state[$0] } }
        return true
    }
}
