/// For each item the few that go with it: a sparse matrix in rows, each in order of place.
///
/// In order of place because scoring then walks forward through memory, and because an
/// explanation finds one neighbor by halving.
struct Neighborhood: Hashable, Sendable {
    /// Where each row begins; one more at the end.
    let starts: [Int32]
    let neighbors: [Int32]
    let similarities: [Float]

    /// How many rows there are.
    var count: Int { starts.count - 1 }

    @inline(__always)
    func forEach(of place: Int, _ body: (_ neighbor: Int, _ similarity: Double) -> Void) {
        for index in Int(starts[place])..<Int(starts[place + 1]) {
            body(Int(neighbors[index]), Double(similarities[index]))
        }
    }

    /// The similarity of `neighbor` to the item at `place`; nil where it is not among its few.
    func similarity(of place: Int, to neighbor: Int) -> Double? {
        var (low, high) = (Int(starts[place]), Int(starts[place + 1]))
        while low < high {
            let middle = (low + high) / 2
            if Int(neighbors[middle]) < neighbor { low = middle + 1 } else { high = middle }
        }
        let isFound = low < Int(starts[place + 1]) && Int(neighbors[low]) == neighbor
        return isFound ? Double(similarities[low]) : nil
    }
}

extension Neighborhood {
    /// Puts rows together.
    init(_ rows: some Sequence<[Ranked]>) {
        var (starts, neighbors, similarities) = ([Int32(0)], [Int32](), [Float]())
        for row in rows {
            for ranked in row {
                neighbors.append(Int32(ranked.place))
                similarities.append(Float(ranked.score))
            }
            starts.append(Int32(neighbors.count))
        }
        self.init(starts: starts, neighbors: neighbors, similarities: similarities)
    }

    /// Whether every row lies in the arrays, in order, and every neighbor among `itemCount` items.
    func fits(_ itemCount: Int) -> Bool {
        guard starts.count == itemCount + 1, starts.first == 0,
            starts.last.map(Int.init) == neighbors.count,
            neighbors.count == similarities.count,
            zip(starts, starts.dropFirst()).allSatisfy(<=),
            similarities.allSatisfy(\.isFinite)
        else { return false }
        return (0..<itemCount).allSatisfy { place in
            let row = neighbors[Int(starts[place])..<Int(starts[place + 1])]
            return zip(row, row.dropFirst()).allSatisfy(<)
                && row.first.map { $0 >= 0 } ?? true && row.last.map { $0 < itemCount } ?? true
        }
    }
}
