public import Interest

// Two items go together where the same users turn to both, and the more so the closer together they
// do it: interests drift, and what lies two hundred behaviors apart has little to do with each
// other.
//
//     strength of two behaviors of one user        2^(-d / w)        d behaviors between, d < 8·w
// co-occurrence C_ij = Σ strength · 2^(-(T - t) / h) over pairs on i and j, the later
//                                                                    of which happened at t
//     count            n_i  = Σ 2^(-(T - t) / h)                     over behaviors on i
//     similarity       sim(i, j) = C_ij / √((n_i + s) · (n_j + s))
//
// Only liked behaviors take part, in C, n and d. T is the newest behavior. The shrinkage s takes
// trust away from pairs that few behaviors vouch for. Directed, C_ij counts only pairs in which i
// came first.
//
// It goes on counting while it serves, by the same fold with which it is trained (`PairFold`), and
// so between two trainings it is what a training at this moment would make. What is deleted from
// the log stays counted until the next training; a deleted or hidden item is never recommended.
//
// Read: score(j) = Σ_i w_i · sim(i, j), with w_i the user's faded interest in i, over the best
// neighbors of each i (`ServedRow`): rows are long so that counting is exact, and what stands far
// back in them adds next to nothing.

/// What goes with the items of the interests: decayed co-occurrences that are kept current.
public struct ItemNeighbors: Recommender {
    /// "item-neighbors".
    public static let name = "item-neighbors"
    static let version: UInt32 = 3

    /// The items it knows, those that came since its training last.
    public let items: ItemIndex
    private let live: LiveNeighbors
    /// The counts that this copy serves.
    let pairs: ServedNeighbors

    init(items: ItemIndex, live: LiveNeighbors) {
        let present = live.present
        self.items = items.followed(by: present.newcomers)
        self.live = live
        pairs = present.pairs
    }

    /// Neighbors that no training has begun: what comes in is all that they know.
    static func untrained() -> ItemNeighbors {
        ItemNeighbors(
            items: ItemIndex(ascending: []),
            live: LiveNeighbors(PairFold(NeighborCounts(itemCount: 0, by: .init(), landmark: 0))))
    }

    /// The model with the counts of this moment.
    public func present() -> ItemNeighbors { ItemNeighbors(items: items, live: live) }

    /// Yes: it goes on counting.
    public static var learns: Bool { true }

    /// Goes on counting.
    public func learn(_ behaviors: [LiveBehavior]) { live.learn(behaviors, in: items) }

    /// Forgets with which behaviors of these users later ones would have made pairs.
    public func forget(_ users: Set<UInt64>) { live.forget(users) }

    /// What goes with `item` of the neighbors that are served, nearest first, equal ones by id;
    /// empty for an unknown item.
    public func neighbors(of item: ItemID, count: Int) -> [Part] {
        guard let place = items.place(of: item) else { return [] }
        var best = BestRanked(limit: max(0, count))
        pairs.forEach(of: place, .both) { neighbor, similarity in
            if neighbor != place { best.take(Ranked(score: similarity, place: neighbor)) }
        }
        return best.sorted().map {
            Part(because: items[$0.place], weight: 1, similarity: $0.score)
        }
    }

    /// Adds `weight · similarity` to the neighbors of every interest.
    public func score(_ readings: Readings, into scores: inout Scores) {
        for reading in readings {
            pairs.forEach(of: reading.place, .both) { neighbor, similarity in
                scores.add(reading.weight * similarity, at: neighbor)
            }
        }
    }

    /// The interests whose neighbor the item is, in the order of `score`.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        readings.compactMap { reading in
            pairs.similarity(of: reading.place, to: place, .both).map {
                Part(because: items[reading.place], weight: reading.weight, similarity: $0)
            }
        }
    }
}

extension ItemNeighbors {
    /// Reads items, counts and recent behaviors.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let items = try reader.items()
        let fold = try reader.fold(of: items.count)
        try reader.finish()
        self.init(items: items, live: LiveNeighbors(fold))
    }

    /// Writes items, counts and recent behaviors, of the items that training met.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version,
            capacity: items.count * 40 + pairs.counts.entryCount * 24)
        writer.write(items)
        writer.write(live.fold, itemCount: items.ids.count)
        return writer.sealed()
    }
}
