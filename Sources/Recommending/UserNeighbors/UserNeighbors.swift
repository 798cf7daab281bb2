internal import Interest

// People who like the same now foretell each other. Every user is a row of faded interests at the
// end of the log, read by the store's law, of length 1; so is the user of a request.
//
//     likeness(u) = Σ_i q_i · x_ui           q, x: shares of faded interests, |q| = |x_u| = 1
//     score(j)    = Σ_u likeness(u) · x_uj   over the k most alike
//                 = Σ_i w_i · [ Σ_u x_ui · x_uj ] / |w|
//
// The last line is the explanation: how much the users who share an interest vouch for the item.

/// What people of like interests like: faded profiles compared by their cosine.
public struct UserNeighbors: Recommender {
    /// "user-neighbors".
    public static let name = "user-neighbors"
    static let version: UInt32 = 1

    /// How profiles are kept and compared.
    public struct Parameters: Hashable, Sendable {
        /// How many users speak for an item.
        public var neighborsMax: Int
        /// How many interests of a user are kept, the strongest.
        public var interestsMax: Int
        /// How many users are looked at for an interest, those whom it means most.
        public var usersMax: Int

        /// Takes those that are not to be the defaults.
        public init(neighborsMax: Int = 100, interestsMax: Int = 50, usersMax: Int = 5000) {
            self.neighborsMax = neighborsMax
            self.interestsMax = interestsMax
            self.usersMax = usersMax
        }

        func check() throws(ModelError) {
            for (name, value) in [
                ("the number of neighbors", neighborsMax),
                ("the number of interests", interestsMax), ("the number of users", usersMax),
            ] where !(1...100_000 ~= value) {
                throw .parameter(name, "1 to 100,000", "\(value)")
            }
        }
    }

    /// Yes: it compares them.
    public static let readsProfiles = true

    /// The items it knows.
    public let items: ItemIndex
    /// x: users by items.
    private let profiles: SparseRows
    /// The users of each item.
    private let holders: SparseRows
    private let neighborsMax: Int
    private let usersMax: Int

    private init(items: ItemIndex, profiles: SparseRows, neighborsMax: Int, usersMax: Int) {
        self.items = items
        self.profiles = profiles
        self.neighborsMax = neighborsMax
        self.usersMax = usersMax
        holders = profiles.transposed(columnCount: items.count).keeping(usersMax)
    }

    /// Reads every profile at the end of the log.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> UserNeighbors {
        let parameters = parameters.userNeighbors
        try parameters.check()
        guard let newest = log.times.max() else { throw .emptyLog }
        guard log.gains.contains(where: { $0 > 0 }) else { throw .nothingLiked }
        let (reader, blockSize) = (ProfileReader(log.law), 256)
        let blocks = try control.parallel(
            name, count: (log.userCount + blockSize - 1) / blockSize, scratch: {},
            { block, _ in
                let first = block * blockSize
                return (first..<min(first + blockSize, log.userCount)).map { user in
                    row(of: reader.readings(of: log.history(of: user, at: newest)), parameters)
                }
            })
        return UserNeighbors(
            items: log.items, profiles: SparseRows(blocks.joined()),
            neighborsMax: parameters.neighborsMax, usersMax: parameters.usersMax)
    }

    /// The strongest interests, of length 1, in order of place.
    private static func row(
        of readings: Readings, _ parameters: Parameters
    ) -> [(column: Int, value: Double)] {
        var best = BestRanked(limit: parameters.interestsMax)
        for reading in readings where reading.weight > 0 {
            best.take(Ranked(score: reading.weight, place: reading.place))
        }
        let kept = best.sorted().sorted { $0.place < $1.place }
        let length = kept.reduce(0) { $0 + $1.score * $1.score }.squareRoot()
        guard length > 0, length.isFinite else { return [] }
        return kept.map { ($0.place, $0.score / length) }
    }

    /// How many neighbors, and how profiles are cut.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        let parameters = parameters.userNeighbors
        return [
            "neighborsMax": "\(parameters.neighborsMax)",
            "interestsMax": "\(parameters.interestsMax)",
            "usersMax": "\(parameters.usersMax)",
        ]
    }

    /// Adds what the most alike like, each by how alike they are.
    public func score(_ readings: Readings, into scores: inout Scores) {
        guard let length = Self.length(of: readings) else { return }
        for neighbor in neighbors(of: readings) {
            profiles.forEach(of: neighbor.place) {
                scores.add(neighbor.score / length * $1, at: $0)
            }
        }
    }

    /// For each interest, how much the users who share it vouch for the item.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        guard let length = Self.length(of: readings) else { return [] }
        let vouching = neighbors(of: readings).compactMap { neighbor in
            profiles.value(neighbor.place, place).map { (user: neighbor.place, value: $0) }
        }
        return readings.compactMap { reading in
            let sum = vouching.reduce(0) { sum, one in
                sum + (profiles.value(one.user, reading.place) ?? 0) * one.value
            }
            guard sum > 0 else { return nil }
            return Part(
                because: items[reading.place], weight: reading.weight, similarity: sum / length)
        }
    }

    /// The most alike, by the sum of products.
    private func neighbors(of readings: Readings) -> [Ranked] {
        Scores.withScratch(profiles.count) { likeness in
            for reading in readings {
                holders.forEach(of: reading.place) { likeness.add(reading.weight * $1, at: $0) }
            }
            return likeness.best(neighborsMax) { _ in false }
        }
    }

    private static func length(of readings: Readings) -> Double? {
        let length = readings.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
        return length > 0 && length.isFinite ? length : nil
    }
}

extension UserNeighbors {
    /// Reads items and profiles.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let items = try reader.items()
        let limits = (neighbors: Int(try reader.word()), users: Int(try reader.word()))
        let profiles = try reader.sparse()
        try reader.finish()
        guard profiles.fits(rows: profiles.count, columns: items.count),
            limits.neighbors > 0, limits.users > 0
        else { throw .damaged(Self.name, "its profiles do not fit its items") }
        self.init(
            items: items, profiles: profiles, neighborsMax: limits.neighbors,
            usersMax: limits.users)
    }

    /// Writes items and profiles.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version,
            capacity: items.count * 20 + profiles.columns.count * 8 + profiles.count * 4)
        writer.write(items)
        writer.write(UInt32(neighborsMax))
        writer.write(UInt32(usersMax))
        writer.write(profiles)
        return writer.sealed()
    }
}

extension SparseRows {
    /// The largest `limit` values of each row.
    fileprivate func keeping(_ limit: Int) -> SparseRows {
        guard (0..<count).contains(where: { Int(starts[$0 + 1] - starts[$0]) > limit }) else {
            return self
        }
        return SparseRows(
            (0..<count).lazy.map { row in
                var best = BestRanked(limit: limit)
                forEach(of: row) { best.take(Ranked(score: $1, place: $0)) }
                return best.sorted().sorted { $0.place < $1.place }
                    .map { (column: $0.place, value: $0.score) }
            })
    }
}
