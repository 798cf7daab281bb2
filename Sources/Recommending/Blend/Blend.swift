internal import Interest

// A blend adds up what its parts say:
//
//     score(j) = Σ_p factor_p · score_p(j)
//
// Parts that read interests are linear in them, and so is their sum: one matrix does for all,
//
//     S_ij = Σ_p factor_p · similarity_p(i, j)
//     score(j) = trend_j + Σ_i (w_i / Σ|w|) · S_ij
//     trend_j = Σ_h factor_h · share of j in the counts of half-life h
//
// so a blend serves as fast as one of its parts and explains itself interest by interest. Interests
// are read as shares of their sum: what the parts say does not grow with how much somebody does,
// and keeps its proportion to what is current. The factors are chosen by `BlendChoice`.

/// What interests and the present foretell together: the recommender that serves by default.
public struct Blend: Recommender {
    /// "blend".
    public static let name = "blend"
    static let version: UInt32 = 1

    /// Yes: its weights are chosen on them.
    public static let readsProfiles = true

    /// The items it knows, those that came since its training last: they score by their trend.
    public let items: ItemIndex
    /// S, the largest weights of each item either way.
    let rows: Neighborhood
    /// What it is made of, for people.
    let description: String
    /// Why it was made like this, where that should be known.
    let remark: String?
    private let live: LiveTrends
    /// The trends that this copy serves.
    private let trend: Standing

    init(
        items: ItemIndex, rows: Neighborhood, live: LiveTrends, description: String,
        remark: String?
    ) {
        let present = live.present
        self.items = items.followed(by: present.newcomers)
        self.rows = rows
        self.live = live
        self.description = description
        self.remark = remark
        trend = present.standing
    }

    /// The parts with their weights.
    public var findings: [String: String] {
        var findings = ["parts": description]
        findings["remark"] = remark
        return findings
    }

    /// The model with the trends of this moment.
    public func present() -> Blend {
        Blend(items: items, rows: rows, live: live, description: description, remark: remark)
    }

    /// Yes: it goes on counting.
    public static var learns: Bool { true }

    /// Goes on counting what is current.
    public func learn(_ behaviors: [LiveBehavior]) { live.learn(behaviors, in: items) }

    /// Adds the trends, then what each interest says.
    public func score(_ readings: [Reading], into scores: inout Scores) {
        if !trend.isEmpty { scores.add(trend) }
        let readings = trained(readings)
        guard let scale = Self.scale(of: readings) else { return }
        for reading in readings {
            rows.forEach(of: reading.place) { neighbor, similarity in
                scores.add(reading.weight * (similarity * scale), at: neighbor)
            }
        }
    }

    /// The trend, then each interest that says something, in the order of `score`.
    public func parts(of place: Int, for readings: [Reading]) -> [Part] {
        var parts: [Part] = []
        if !trend.isEmpty { parts.append(Part(because: nil, weight: 1, similarity: trend[place])) }
        let readings = trained(readings)
        guard let scale = Self.scale(of: readings) else { return parts }
        for reading in readings {
            guard let similarity = rows.similarity(of: reading.place, to: place) else { continue }
            parts.append(
                Part(
                    because: items[reading.place], weight: reading.weight,
                    similarity: similarity * scale))
        }
        return parts
    }

    /// Nothing for a stranger: `trending` knows better.
    public func recommend(_ request: RecommendationRequest) -> [Recommendation] {
        let readings = trained(items.readings(of: request.interests))
        guard Self.scale(of: readings) != nil else { return [] }
        return recommendByScore(request)
    }

    /// The interests in items that training met: it does not know what goes with the others.
    private func trained(_ readings: [Reading]) -> [Reading] {
        guard items.count > rows.count else { return readings }
        return readings.filter { $0.place < rows.count }
    }

    /// By what weights are multiplied to be shares; nil where there are none.
    static func scale(of readings: [Reading]) -> Double? {
        let sum = readings.reduce(0) { $0 + $1.weight.magnitude }
        let scale = 1 / sum
        return sum > 0 && scale.isFinite ? scale : nil
    }
}

extension Blend {
    /// The most counts that a payload may bring.
    private static let countsMax = 100

    /// Reads items, weights and counts.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let items = try reader.items()
        let description = try reader.text()
        let rows = try reader.rows(items.count)
        let factors = try reader.doubles()
        guard factors.count <= Self.countsMax,
            factors.allSatisfy({ $0 >= 0 && $0 <= 1e12 })
        else { throw .damaged(Self.name, "its factors are invalid") }
        var counts: [DecayedCounts] = []
        for _ in factors { counts.append(try reader.counts(of: items)) }
        try reader.finish()
        self.init(
            items: items, rows: rows, live: LiveTrends(counts, factors: factors),
            description: description, remark: nil)
    }

    /// Writes items, weights and counts.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version,
            capacity: items.count * 60 + rows.neighbors.count * 8)
        writer.write(items)
        writer.write(description)
        writer.write(rows)
        writer.write(live.factors)
        for counts in live.counts { writer.write(counts) }
        return writer.sealed()
    }
}
