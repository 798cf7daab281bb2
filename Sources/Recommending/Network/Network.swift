public import Interest

// A perceptron foretells from what somebody did to an item, clicks, browsing, purchases, whether
// they come back to it. It learns from the log itself: what was done before four fifths of the time
// had passed are the inputs, each divided by its maximum, and whether the user liked the item again
// after that is the label.
//
//     score(i) = w_i · interest(i)       interest(i): the mean output over all who met item i
//
// so what people come back to comes first. What it says of a single behavior is the initial
// interest, which a law with growing gains begins with.

/// What to come back to, by what people do before they come back: a 64-32-1 perceptron.
public struct Network: Recommender {
    /// "network".
    public static let name = "network"
    static let version: UInt32 = 1

    /// What it looks at and how it learns.
    public struct Parameters: Hashable, Sendable {
        /// The actions that are counted.
        public var actions: [Action]
        /// The most passes through the samples.
        public var epochs: Int
        /// The number of samples in a step.
        public var batch: Int
        /// The step of Adam.
        public var rate: Double
        /// How much large weights are held against it.
        public var l2: Double
        /// The chance of a hidden unit to be out in training.
        public var dropout: Double
        /// It stops after this many passes in which the samples held back got no better.
        public var patience: Int
        /// The most pairs of user and item that it learns from.
        public var samplesMax: Int
        /// Where randomness begins.
        public var seed: UInt64

        /// Takes those that are not to be the defaults.
        public init(
            actions: [Action] = [.click, .browse, .purchase], epochs: Int = 100, batch: Int = 32,
            rate: Double = 0.001, l2: Double = 1e-5, dropout: Double = 0.2, patience: Int = 10,
            samplesMax: Int = 20_000, seed: UInt64 = 1
        ) {
            self.actions = actions
            self.epochs = epochs
            self.batch = batch
            self.rate = rate
            self.l2 = l2
            self.dropout = dropout
            self.patience = patience
            self.samplesMax = samplesMax
            self.seed = seed
        }

        func check() throws(ModelError) {
            for (name, value, most) in [
                ("the number of actions", actions.count, 100), ("epochs", epochs, 100_000),
                ("the batch", batch, 1_000_000), ("patience", patience, 100_000),
                ("the number of samples", samplesMax, 100_000_000),
            ] where !(1...most ~= value) {
                throw .parameter(name, "1 to \(most)", "\(value)")
            }
            guard rate > 0, rate <= 1 else {
                throw .parameter("the rate", "above 0, at most 1", "\(rate)")
            }
            guard 0...1 ~= l2 else { throw .parameter("l2", "0 to 1", "\(l2)") }
            guard 0...0.95 ~= dropout else {
                throw .parameter("dropout", "0 to 0.95", "\(dropout)")
            }
        }
    }

    /// The items it knows.
    public let items: ItemIndex
    /// The actions that are counted, and the most of each that training met.
    let actions: [Action]
    let maxima: [Float]
    let perceptron: Perceptron
    /// The mean output over all who met an item.
    let interests: [Float]
    /// What training found out.
    let remark: String?

    init(
        items: ItemIndex, actions: [Action], maxima: [Float], perceptron: Perceptron,
        interests: [Float], remark: String? = nil
    ) {
        self.items = items
        self.actions = actions
        self.maxima = maxima
        self.perceptron = perceptron
        self.interests = interests
        self.remark = remark
    }

    /// How training went.
    public var findings: [String: String] { remark.map { ["remark": $0] } ?? [:] }

    /// What it says of somebody who did so much of each action.
    func interest(_ counts: [Float]) -> Float {
        perceptron.output(zip(counts, maxima).map { min(1, $0 / $1) })
    }

    /// How it learns.
    public static func describe(_ parameters: TrainingParameters) -> [String: String] {
        let parameters = parameters.network
        return [
            "actions": parameters.actions.map(\.text).joined(separator: ", "),
            "epochs": "\(parameters.epochs)", "batch": "\(parameters.batch)",
            "rate": "\(parameters.rate)", "l2": "\(parameters.l2)",
            "dropout": "\(parameters.dropout)", "patience": "\(parameters.patience)",
            "samplesMax": "\(parameters.samplesMax)", "seed": "\(parameters.seed)",
        ]
    }

    /// Adds to each interest's own item how much people come back to it.
    public func score(_ readings: Readings, into scores: inout Scores) {
        for reading in readings {
            scores.add(reading.weight * Double(interests[reading.place]), at: reading.place)
        }
    }

    /// The interest itself.
    public func parts(of place: Int, for readings: Readings) -> [Part] {
        readings.filter { $0.place == place }.map {
            Part(
                because: items[place], weight: $0.weight, similarity: Double(interests[place]))
        }
    }
}

extension Network {
    /// What it says of somebody who did this once: the interest to begin with. Nil for an action
    /// that it does not count.
    public func initialInterest(of action: Action) -> Double? {
        guard let number = actions.firstIndex(of: action) else { return nil }
        return Double(interest(actions.indices.map { $0 == number ? 1 : 0 }))
    }
}

extension Network {
    /// Reads items, actions and weights.
    public init(decoding payload: [UInt8]) throws(ModelError) {
        var reader = try PayloadReader(payload, name: Self.name, version: Self.version)
        let items = try reader.items()
        let maxima = try reader.floats()
        guard 1...100 ~= maxima.count, maxima.allSatisfy({ $0 >= 1 && $0.isFinite }) else {
            throw .damaged(Self.name, "its maxima are invalid")
        }
        var actions: [Action] = []
        for _ in maxima { actions.append(Action(unchecked: try reader.text())) }
        var perceptron = Perceptron(inputs: maxima.count, seed: 0)
        for number in perceptron.layers.indices {
            let (weights, biases) = (try reader.floats(), try reader.floats())
            guard weights.count == perceptron.layers[number].weights.count,
                biases.count == perceptron.layers[number].biases.count,
                (weights + biases).allSatisfy(\.isFinite)
            else { throw .damaged(Self.name, "its layers are invalid") }
            perceptron.layers[number].weights = weights
            perceptron.layers[number].biases = biases
        }
        let interests = try reader.floats()
        try reader.finish()
        guard interests.count == items.count, interests.allSatisfy({ 0...1 ~= $0 }) else {
            throw .damaged(Self.name, "its interests do not fit its items")
        }
        self.init(
            items: items, actions: actions, maxima: maxima, perceptron: perceptron,
            interests: interests)
    }

    /// Writes items, actions and weights.
    public func encode() -> [UInt8] {
        var writer = PayloadWriter(
            name: Self.name, version: Self.version, capacity: items.count * 24 + 20_000)
        writer.write(items)
        writer.write(maxima)
        for action in actions { writer.write(action.text) }
        for layer in perceptron.layers {
            writer.write(layer.weights)
            writer.write(layer.biases)
        }
        writer.write(interests)
        return writer.sealed()
    }
}
