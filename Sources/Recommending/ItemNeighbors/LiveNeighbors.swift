internal import Interest
internal import Synchronization

// Who learns works on a copy that nobody else sees, and puts it in place when a batch is taken in:
// so no request waits for a batch, and what a request reads does not change under it.
//
// Items that training has not met are counted from their first behavior on, up to
// `newcomersMax`; those beyond it wait for the next training.

/// Co-occurrences that go on counting while they serve.
final class LiveNeighbors: Sendable {
    /// What a request reads.
    struct Present: Sendable {
        let pairs: ServedNeighbors
        /// The items behind those of the training.
        let newcomers: Newcomers
    }

    /// The most items that are counted besides those of the training.
    static let newcomersMax = 50_000

    private let learner: Mutex<Learner>
    private let served: Mutex<Present>
    private let rows = ServedRows()

    init(_ fold: PairFold) {
        learner = Mutex(Learner(fold: fold))
        served = Mutex(
            Present(pairs: ServedNeighbors(fold.pairs, rows: rows), newcomers: Newcomers()))
    }

    /// The counts of this moment.
    var present: Present { served.withLock { $0 } }

    /// The fold as it is, with what it makes the next pairs with.
    var fold: PairFold { learner.withLock { $0.fold } }

    /// Goes on counting.
    func learn(_ behaviors: [LiveBehavior], in items: ItemIndex) {
        guard !behaviors.isEmpty else { return }
        learner.withLock { learner in
            for behavior in behaviors { learner.take(behavior, in: items) }
            let present = Present(
                pairs: ServedNeighbors(learner.fold.pairs, rows: rows),
                newcomers: learner.newcomers)
            served.withLock { $0 = present }
        }
    }

    /// Drops the recent behaviors of users; what is counted stays.
    func forget(_ users: Set<UInt64>) {
        learner.withLock { $0.fold.recent.forget(users) }
    }

    private struct Learner {
        var fold: PairFold
        var newcomers = Newcomers()

        mutating func take(_ behavior: LiveBehavior, in items: ItemIndex) {
            guard let place = place(of: behavior.item, in: items) else { return }
            let time = behavior.time.milliseconds
            guard let user = behavior.user else { return fold.take(Int32(place), at: time) }
            fold.take(
                Int32(place), of: user, at: time, tie: StableHash.of(behavior.item.text))
        }

        private mutating func place(of item: ItemID, in items: ItemIndex) -> Int? {
            if let place = items.trainedPlace(of: item) { return place }
            if let place = newcomers.place(of: item) { return items.ids.count + place }
            guard newcomers.count < LiveNeighbors.newcomersMax else { return nil }
            fold.grow()
            return items.ids.count + newcomers.add(item)
        }
    }
}

/// A hash of a text that is the same in every process, as Swift's own is not.
enum StableHash {
    static func of(_ text: String) -> UInt64 { PayloadSeal.checksum(of: text.utf8) }
}
