internal import Interest

/// How a model scores that is nothing but weights between items: `score(j) = Σ_i w_i · S_ij`.
extension Neighborhood {
    /// Adds what each interest says of the items that go with its own.
    func score(_ readings: Readings, into scores: inout Scores) {
        for reading in readings {
            forEach(of: reading.place) { neighbor, similarity in
                scores.add(reading.weight * similarity, at: neighbor)
            }
        }
    }

    /// What each interest says of the item at `place`, in the order of `score`.
    func parts(of place: Int, for readings: Readings, in items: ItemIndex) -> [Part] {
        readings.compactMap { reading in
            similarity(of: reading.place, to: place).map {
                Part(because: items[reading.place], weight: reading.weight, similarity: $0)
            }
        }
    }
}
