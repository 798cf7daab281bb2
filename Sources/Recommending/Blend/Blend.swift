internal import Interest

// A blend adds up what its parts say:
//
//     score(j) = Σ_p factor_p · score_p(j)
//
// Parts that read interests are linear in them, and so is their sum: one matrix does for all that
// stay as they were trained, and the co-occurrences that go on counting stand beside it,
//
//     S_ij = Σ_p factor_p · similarity_p(i, j)
//     score(j) = trend_j + left(t) · (own_j + Σ_i (w_i / Σ|w|) · s_ij)
//     s_ij = S_ij + Σ_q factor_q · sim_q(i, j)
//     own_j = factor · (w_j / √Σ|w|) · due(j, the time since the user had it last)
//     trend_j = Σ_h factor_h · share of j in the counts of half-life h
//     left(t) = (1 + t / 1 h)^-ψ, t: the time since the user's newest behavior
//
// so a blend serves as fast as one of its parts and explains itself interest by interest. Interests
// are read as shares of their sum: what the parts say does not grow with how much somebody does,
// and keeps its proportion to what is current, except that it fades as a whole while the user is
// idle (`Recency`). The factors and ψ are chosen by `BlendChoice`.

/// What interests and the present foretell together: the recommender that serves by default.
public struct Blend: Recommender {
    /// "blend".
    public static let name = "blend"
    static let version: UInt32 = 3

    /// Yes: its weights are chosen on them.
    public static let readsProfiles = true

    /// The items it knows, those that came since its training last.
    public let items: ItemIndex
    /// S of the parts that stay as they were trained, the largest weights of each item either way.
    let rows: Neighborhood
    /// What it is made of, for people.
    let description: String
    /// Why it was made like this, where that should be known.
    let remark: String?
    let recency: Recency
    /// What interests say of their own items; nil where nothing comes back.
    let returning: Returning?
    let live: LiveBlend
    /// The trends that this copy serves.
    private let trend: Standing
    /// The co-occurrences that this copy serves.
    private let pairs: [(part: LiveBlend.Part, counts: ServedNeighbors)]

    init(
        rows: Neighborhood, returning: Returning?, live: LiveBlend, recency: Recency,
        description: String, remark: String?
    ) {
        let present = live.present
        items = present.items
        self.rows = rows
        self.live = live
        self.recency = recency
        self.returning = returning
        self.description = description
        self.remark = remark
        trend = present.trend
        pairs = present.pairs
    }

    /// The parts with their weights.
    public var findings: [String: String] {
        var findings = ["parts": description, "recency": "\(recency.exponent)"]
        findings["remark"] = remark
        return findings
    }

    /// The model with the counts of this moment.
    public func present() -> Blend {
        Blend(
            rows: rows, returning: returning, live: live, recency: recency,
            description: description, remark: remark)
    }

    /// Yes: it goes on counting.
    public static var learns: Bool { true }

    /// Goes on counting what is current and what goes together.
    public func learn(_ behaviors: [LiveBehavior]) { live.learn(behaviors) }

    /// Forgets with which behaviors of these users later ones would have made pairs.
    public func forget(_ users: Set<UInt64>) {
        for one in live.neighbors { one.forget(users) }
    }

    /// Adds the trends, then what each interest says.
    public func score(_ readings: Readings, into scores: inout Scores) {
        if !trend.isEmpty { scores.add(trend) }
        let readings = known(readings)
        guard let share = Share(of: readings, recency) else { return }
        let scale = share.ofSum
        for reading in readings {
            if let returning {
                scores.add(reading.weight * returning.worth(of: reading, share), at: reading.place)
            }
            if reading.place < rows.count {
                rows.forEach(of: reading.place) { neighbor, similarity in
                    scores.add(reading.weight * (similarity * scale), at: neighbor)
                }
            }
            for (part, counts) in pairs {
                let factor = part.factor * scale
                counts.forEach(of: reading.place, part.direction) { neighbor, similarity in
                    scores.add(reading.weight * (similarity * factor), at: neighbor)
                }
            }
        }
    }

    /// The trend, then each interest that says something, in the order of `score`.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        var parts: [Part] = []
        if !trend.isEmpty { parts.append(Part(because: nil, weight: 1, similarity: trend[place])) }
        let readings = known(readings)
        guard let share = Share(of: readings, recency) else { return parts }
        let scale = share.ofSum
        for reading in readings {
            let own = reading.place < rows.count ? reading.place : nil
            var similarities = [
                reading.place == place ? returning?.worth(of: reading, share) : nil,
                own.flatMap { rows.similarity(of: $0, to: place) }.map { $0 * scale },
            ]
            similarities += pairs.map { part, counts in
                counts.similarity(of: reading.place, to: place, part.direction)
                    .map { $0 * (part.factor * scale) }
            }
            parts += similarities.compactMap(\.self).map {
                Part(because: items[reading.place], weight: reading.weight, similarity: $0)
            }
        }
        return parts
    }

    /// Nothing for a stranger: `trending` knows better.
    public func recommend(_ request: RecommendationRequest) -> [Recommendation] {
        let readings = items.readings(of: request)
        guard Share(of: known(readings), recency) != nil else { return [] }
        return recommendByScore(request, readings)
    }

    /// The interests in items of which it can know what goes with them: where no part counts what
    /// goes together, those that training met.
    private func known(_ readings: Readings) -> Readings {
        guard pairs.isEmpty, items.count > rows.count else { return readings }
        return readings.keeping { $0.place < rows.count }
    }
}

extension Blend {
    /// By what weights are multiplied, so that what a user says does not grow with how much they
    /// do.
    struct Share {
        /// Makes weights shares of their sum.
        let ofSum: Double
        /// Makes weights shares of the root of their sum: an interest's own item does not lose to
        /// what is current because the user has many interests.
        let ofRoot: Double

        /// Takes interests of users who have been idle into account; nil where there are none.
        init?(of readings: Readings, _ recency: Recency) {
            let sum = readings.reduce(0) { $0 + $1.weight.magnitude }
            let left = recency.left(after: readings.idle)
            (ofSum, ofRoot) = (left / sum, left / sum.squareRoot())
            guard sum > 0, ofSum.isFinite else { return nil }
        }
    }
}

/// What interests say of their own items, in a blend.
struct Returning: Hashable, Sendable {
    let factor: Double
    let returns: Returns

    /// By what the weight of a reading is multiplied.
    func worth(of reading: Reading, _ share: Blend.Share) -> Double {
        factor * share.ofRoot * returns.due(reading.place, after: reading.age)
    }
}

extension Blend {
    /// The most parts of a kind that a payload may bring.
    private static let partsMax = 100
    private static let factors = 0...1e12

    /// Reads items, weights and counts.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let items = try reader.items()
        let description = try reader.text()
        let recency = Recency(exponent: Double(bitPattern: try reader.longWord()))
        guard Recency.exponents.contains(recency.exponent) else {
            throw .damaged(Self.name, "its recency is invalid")
        }
        let rows = try reader.rows(items.count)
        let returning = try Self.returning(&reader, itemCount: items.count)
        let factors = try reader.doubles()
        guard factors.count <= Self.partsMax, factors.allSatisfy({ Self.factors ~= $0 })
        else { throw .damaged(Self.name, "its factors are invalid") }
        var counts: [DecayedCounts] = []
        for _ in factors { counts.append(try reader.counts(of: items)) }
        let (parts, neighbors) = try Self.neighbors(&reader, itemCount: items.count)
        try reader.finish()
        self.init(
            rows: rows, returning: returning,
            live: LiveBlend(
                items: items, trends: LiveTrends(counts, factors: factors), parts: parts,
                neighbors: neighbors),
            recency: recency, description: description, remark: nil)
    }

    private static func returning(
        _ reader: inout PayloadReader, itemCount: Int
    ) throws(ModelError) -> Returning? {
        let (factor, due) = (Double(bitPattern: try reader.longWord()), try reader.doubles())
        let rates = try reader.floats()
        guard !due.isEmpty else { return nil }
        guard factors ~= factor,
            let returns = Returns(due: due, rates: rates, itemCount: itemCount)
        else { throw .damaged(name, "what comes back in it is invalid") }
        return Returning(factor: factor, returns: returns)
    }

    private static func neighbors(
        _ reader: inout PayloadReader, itemCount: Int
    ) throws(ModelError) -> ([LiveBlend.Part], [LiveNeighbors]) {
        let (partCount, sourceCount) = (Int(try reader.word()), Int(try reader.word()))
        guard partCount <= partsMax, sourceCount <= partsMax else {
            throw .damaged(name, "it has too many parts")
        }
        var parts: [LiveBlend.Part] = []
        for _ in 0..<partCount {
            let factor = Double(bitPattern: try reader.longWord())
            let direction = NeighborCounts.Direction(rawValue: try reader.text())
            let source = Int(try reader.word())
            guard let direction, factors ~= factor, source < sourceCount else {
                throw .damaged(name, "its parts are invalid")
            }
            parts.append(LiveBlend.Part(factor: factor, direction: direction, source: source))
        }
        var neighbors: [LiveNeighbors] = []
        for _ in 0..<sourceCount {
            neighbors.append(LiveNeighbors(try reader.fold(of: itemCount)))
        }
        return (parts, neighbors)
    }

    /// Writes items, weights and counts.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version,
            capacity: items.count * 60 + rows.neighbors.count * 8)
        writer.write(items)
        writer.write(description)
        writer.write(recency.exponent.bitPattern)
        writer.write(rows)
        writer.write((returning?.factor ?? 0).bitPattern)
        writer.write(returning?.returns.due ?? [])
        writer.write(returning?.returns.rates ?? [])
        writer.write(live.trends.factors)
        for counts in live.trends.counts { writer.write(counts) }
        writer.write(UInt32(live.parts.count))
        writer.write(UInt32(live.neighbors.count))
        for part in live.parts {
            writer.write(part.factor.bitPattern)
            writer.write(part.direction.rawValue)
            writer.write(UInt32(part.source))
        }
        for one in live.neighbors { writer.write(one.fold, itemCount: items.ids.count) }
        return writer.sealed()
    }
}
