internal import Interest

// Interest spreads over the graph of users and items (graph convolution with nothing but the
// propagation: He et al., LightGCN, SIGIR 2020). With R the user-item matrix, what lies long ago
// in a history faded, and degrees d,
//
//     P    = D_i^(-1/2) · Rᵀ · D_u^(-1) · R · D_i^(-1/2)          from item to item over users
//     S    = Σ_{l = 1…L} damping^(l-1) · P^l
//     score(j) = Σ_i w_i · S_ij
//
// One power of P is two layers of the bipartite graph. After each only the largest weights of an
// item are kept (truncation), so that the work stays in proportion to the log.

/// What interest reaches by way of other people's interests, over several steps.
public struct Graph: Recommender {
    /// "graph".
    public static let name = "graph"
    static let version: UInt32 = 1

    /// How far interest spreads.
    public struct Parameters: Hashable, Sendable {
        /// How many steps from item to item; each is two layers of the graph.
        public var layers: Int
        /// How much a further step counts.
        public var damping: Double
        /// How many weights of an item are kept after each step.
        public var weightsMax: Int
        /// The number of newer behaviors of the user after which one counts half; nil: all count
        /// the same.
        public var activityHalfLife: Double?
        /// How many items of a user take part, the newest: this bounds the work that one very busy
        /// user makes.
        public var itemsMax: Int

        /// Takes those that are not to be the defaults.
        public init(
            layers: Int = 2, damping: Double = 0.5, weightsMax: Int = 200,
            activityHalfLife: Double? = 50, itemsMax: Int = 1000
        ) {
            self.layers = layers
            self.damping = damping
            self.weightsMax = weightsMax
            self.activityHalfLife = activityHalfLife
            self.itemsMax = itemsMax
        }

        func check() throws(ModelError) {
            guard 1...8 ~= layers else { throw .parameter("layers", "1 to 8", "\(layers)") }
            guard 0...1 ~= damping else { throw .parameter("damping", "0 to 1", "\(damping)") }
            guard 1...10_000 ~= weightsMax else {
                throw .parameter("the number of weights", "1 to 10,000", "\(weightsMax)")
            }
            if let activityHalfLife, !(0.01...1e9 ~= activityHalfLife) {
                throw .parameter(
                    "the activity half-life of graph", "0.01 to 1,000,000,000 behaviors",
                    "\(activityHalfLife)")
            }
            guard 1...1_000_000 ~= itemsMax else {
                throw .parameter("the number of a user's items", "1 to 1,000,000", "\(itemsMax)")
            }
        }
    }

    /// The items it knows.
    public let items: ItemIndex
    let rows: Neighborhood

    private static let blockSize = 64

    /// Spreads interest step by step.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Graph {
        let parameters = parameters.graph
        try parameters.check()
        guard log.count > 0 else { throw .emptyLog }
        let users = links(log, parameters)
        guard !users.columns.isEmpty else { throw .nothingLiked }
        let holders = users.transposed(columnCount: log.items.count)
        let step = try firstStep(users, holders, parameters, control)
        var (power, sum) = (step, step)
        var factor = 1.0
        for _ in 1..<parameters.layers {
            factor *= parameters.damping
            power = try next(power, step, parameters, control)
            sum = try Neighborhood(
                sumOf: [(.rows(sum), 1), (.rows(power), factor)], itemCount: log.items.count,
                keeping: parameters.weightsMax, control: control)
        }
        return Graph(items: log.items, rows: sum)
    }

    /// R: each user's items, newest counting 1.
    private static func links(_ log: TrainingLog, _ parameters: Parameters) -> SparseRows {
        SparseRows(
            (0..<log.userCount).lazy.map { user in
                var newest: [Int32: Double] = [:]
                let (start, end) = (Int(log.starts[user]), Int(log.starts[user + 1]))
                for index in (start..<end).reversed() where log.gains[index] > 0 {
                    guard newest.count < parameters.itemsMax else { break }
                    let left = parameters.activityHalfLife.map {
                        Fading.left(after: Double(end - 1 - index), halfLife: $0)
                    }
                    let place = log.places[index]
                    if newest[place] == nil { newest[place] = left ?? 1 }
                }
                return newest.sorted { $0.key < $1.key }.filter { $0.value > 0 }
                    .map { (column: Int($0.key), value: $0.value) }
            })
    }

    /// P, without what an item says of itself.
    private static func firstStep(
        _ users: SparseRows, _ holders: SparseRows, _ parameters: Parameters,
        _ control: TrainingControl
    ) throws(ModelError) -> Neighborhood {
        let ofUsers = users.sums.map { $0 > 0 ? 1 / $0 : 0 }
        let ofItems = holders.sums.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        return try rows(holders.count, parameters, control) { place, sums in
            holders.forEach(of: place) { user, link in
                let step = link * ofUsers[user] * ofItems[place]
                users.forEach(of: user) { other, value in
                    if other != place { sums.add(step * value * ofItems[other], at: other) }
                }
            }
        }
    }

    /// One step further.
    private static func next(
        _ power: Neighborhood, _ step: Neighborhood, _ parameters: Parameters,
        _ control: TrainingControl
    ) throws(ModelError) -> Neighborhood {
        try rows(power.count, parameters, control) { place, sums in
            power.forEach(of: place) { middle, weight in
                step.forEach(of: middle) { other, value in
                    if other != place { sums.add(weight * value, at: other) }
                }
            }
        }
    }

    private static func rows(
        _ count: Int, _ parameters: Parameters, _ control: TrainingControl,
        _ fill: @Sendable (Int, inout Scores) -> Void
    ) throws(ModelError) -> Neighborhood {
        let blocks = try control.parallel(
            name, count: (count + blockSize - 1) / blockSize, scratch: { Scores(count: count) },
            { block, sums in
                let first = block * blockSize
                return (first..<min(first + blockSize, count)).map { place in
                    fill(place, &sums)
                    defer { sums.clear() }
                    return sums.largest(parameters.weightsMax)
                }
            })
        return Neighborhood(blocks.joined())
    }

    /// Layers, damping and what is kept.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        let parameters = parameters.graph
        return [
            "layers": "\(parameters.layers)", "damping": "\(parameters.damping)",
            "weightsMax": "\(parameters.weightsMax)",
            "activityHalfLife": parameters.activityHalfLife.map { "\($0)" } ?? "none",
            "itemsMax": "\(parameters.itemsMax)",
        ]
    }

    /// Adds what each interest reaches.
    public func score(_ readings: Readings, into scores: inout Scores) {
        rows.score(readings, into: &scores)
    }

    /// The interests that reach the item.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        rows.parts(of: place, for: readings, in: items)
    }
}

extension Graph {
    /// Reads items and weights.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        (items, rows) = try PayloadReader.itemRows(
            payload, name: Self.name, version: Self.version)
    }

    /// Writes items and weights.
    public func encode() -> [UInt8] {
        PayloadWriter.sealed(name: Self.name, version: Self.version, items, rows)
    }
}

extension SparseRows {
    /// What the values of each row add up to.
    fileprivate var sums: [Double] {
        (0..<count).map { row in
            var sum = 0.0
            forEach(of: row) { sum += $1 }
            return sum
        }
    }
}
