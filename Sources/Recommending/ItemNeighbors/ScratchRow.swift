/// One row of co-occurrences while it is counted: for each item the sum over users, and the best of
/// the user at hand. Both lie in one place of memory, because they are needed together.
struct ScratchRow {
    private struct Cell {
        var sum = 0.0
        var best = 0.0
    }

    private var cells: [Cell]
    /// The items that the user at hand touched.
    private var open: [Int32] = []
    /// The items whose sum is above zero.
    private(set) var touched: [Int32] = []

    init(count: Int) { cells = Array(repeating: Cell(), count: count) }

    /// The sum of the item at `place`.
    subscript(place: Int) -> Double { cells[place].sum }

    /// Takes a pair of the user at hand with the item at `place`; only its strongest counts.
    @inline(__always)
    mutating func offer(_ strength: Double, at place: Int) {
        let best = cells[place].best
        guard strength > best else { return }
        if best == 0 { open.append(Int32(truncatingIfNeeded: place)) }
        cells[place].best = strength
    }

    /// Adds the user's pairs to the sums and is ready for the next user.
    mutating func closeUser() {
        for place in open {
            let place = Int(place)
            if cells[place].sum == 0 { touched.append(Int32(truncatingIfNeeded: place)) }
            cells[place].sum += cells[place].best
            cells[place].best = 0
        }
        open.removeAll(keepingCapacity: true)
    }

    /// Is ready for the next item.
    mutating func clear() {
        for place in touched { cells[Int(place)].sum = 0 }
        touched.removeAll(keepingCapacity: true)
    }
}
