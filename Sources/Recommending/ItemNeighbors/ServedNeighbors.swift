internal import Synchronization

/// Counts as a request reads them: of each row the best neighbors at this moment.
struct ServedNeighbors: Sendable {
    /// What is counted, of which requests read only `ServedRow`s.
    let counts: NeighborCounts
    private let rows: ServedRows

    /// - Parameter rows: what was read of these counts before, and of earlier moments of them.
    init(_ counts: NeighborCounts, rows: ServedRows = ServedRows()) {
        self.counts = counts
        self.rows = rows
    }

    /// Goes through the served neighbors of an item; the item itself is among them where users come
    /// back to it.
    @inline(__always)
    func forEach(
        of place: Int, _ direction: NeighborCounts.Direction,
        _ body: (_ neighbor: Int, _ similarity: Double) -> Void
    ) {
        guard place < counts.itemCount else { return }
        for entry in rows.row(place, direction, in: counts).entries {
            body(Int(entry.neighbor), entry.similarity)
        }
    }

    /// The similarity of one neighbor, to the bit what `forEach` gives; nil where it is not served.
    func similarity(
        of place: Int, to neighbor: Int, _ direction: NeighborCounts.Direction
    ) -> Double? {
        guard place < counts.itemCount else { return nil }
        return rows.row(place, direction, in: counts).similarity(to: neighbor)
    }
}

/// The rows that were read of counts which go on, each as it was when it was read last.
///
/// Requests share them. One that still reads an earlier moment makes its own.
final class ServedRows: Sendable {
    /// The most neighbors that are kept, 16 bytes each; beyond it rows are made again.
    static let entriesMax = 16_000_000
    /// How many locks there are, so that requests do not wait for each other.
    private static let stripeCount = 64

    private let stripes: [Stripe]

    init(entriesMax: Int = ServedRows.entriesMax) {
        stripes = (0..<Self.stripeCount).map { _ in
            Stripe(entriesMax: entriesMax / Self.stripeCount)
        }
    }

    /// How many entries of counted rows were looked at to bring served ones up to date.
    var walked: Int { stripes.reduce(0) { $0 + $1.state.withLock(\.walked) } }

    /// How many neighbors are kept.
    var entryCount: Int { stripes.reduce(0) { $0 + $1.state.withLock(\.entryCount) } }

    /// The served row of an item at the moment of `counts`.
    func row(
        _ place: Int, _ direction: NeighborCounts.Direction, in counts: NeighborCounts
    ) -> ServedRow {
        let key = 2 * place + (direction == .both ? 0 : 1)
        let stripe = stripes[place % Self.stripeCount]
        let known = stripe.state.withLock { $0.rows[key] }
        if let known, known.moment == counts.moment { return known }
        let made: ServedRow
        let walked: Int
        if let refreshed = known?.refreshed(of: place, in: counts, direction) {
            (made, walked) = (refreshed, refreshed.entries.count)
        } else {
            made = ServedRow(of: place, in: counts, direction)
            walked = counts.row(place).entries.count
        }
        stripe.put(made, under: key, walked: walked)
        return made
    }

    private final class Stripe: Sendable {
        struct State {
            var rows: [Int: ServedRow] = [:]
            var entryCount = 0
            var walked = 0
        }

        let state = Mutex(State())
        private let entriesMax: Int

        init(entriesMax: Int) { self.entriesMax = entriesMax }

        /// Keeps a row, unless there is one of a later moment; forgets the others where there is no
        /// room.
        func put(_ row: ServedRow, under key: Int, walked: Int) {
            state.withLock { state in
                state.walked += walked
                let old = state.rows[key]
                guard old?.moment ?? -1 < row.moment else { return }
                state.entryCount += row.entries.count - (old?.entries.count ?? 0)
                if state.entryCount > entriesMax {
                    state.rows.removeAll()
                    state.entryCount = row.entries.count
                }
                state.rows[key] = row
            }
        }
    }
}
