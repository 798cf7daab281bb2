public import Interest

// Two items go together where the same people turn to both, and the more so the closer together
// they do it: somebody's interest drifts, and what lies two hundred behaviors apart has little to
// do with each other.
//
//     strength of two behaviors a before b of one user
//         s(a, b) = g_a · g_b · 2^(-d / H) · 2^(-Δt / h)
//         d   how many behaviors of the user lie between them       H  activityHalfLife
//         Δt  the time between them                                  h  halfLife
//         g   1 (presence) or the gain; behaviors of gain 0 or less take no part, but count in d
//
//     co-occurrence       C_ij = Σ_users max s(a, b)       over a on i, b on j
//     own count           C_i  = Σ_users max g_a²          an item lies at no distance from itself
//     similarity          sim(i, j) = C_ij / (√(C_i · C_j) + shrinkage)
//
// The maximum makes a pair count once a user, at its closest, however often it comes again; so with
// no decay, presence and no shrinkage this is the plain cosine of the binary user-item matrix.
// Shrinkage takes trust away from pairs that few people vouch for.
//
// Read: score(j) = Σ_i w_i · sim(i, j), with w_i the user's faded interest in i.

/// What goes with the items of the interests: decayed co-occurrence, cosine-normalized.
public struct ItemNeighbors: Recommender {
    /// "item-neighbors".
    public static let name = "item-neighbors"
    static let version: UInt32 = 1

    /// The items it knows.
    public let items: ItemIndex
    let neighborhood: Neighborhood

    /// What goes with `item`, nearest first, equal ones by id; none for an unknown item.
    public func neighbors(of item: ItemID, count: Int) -> [Part] {
        guard let place = items.place(of: item) else { return [] }
        var best = BestRanked(limit: max(0, count))
        neighborhood.forEach(of: place) { neighbor, similarity in
            best.take(Ranked(score: similarity, place: neighbor))
        }
        return best.sorted().map {
            Part(because: items[$0.place], weight: 1, similarity: $0.score)
        }
    }

    /// Adds `weight · similarity` to the neighbors of every interest.
    public func score(_ readings: [Reading], into scores: inout Scores) {
        neighborhood.score(readings, into: &scores)
    }

    /// The interests whose neighbor the item is, in the order of `score`.
    public func parts(of place: Int, for readings: [Reading]) -> [Part] {
        neighborhood.parts(of: place, for: readings, in: items)
    }
}
