internal import Interest

extension Network {
    /// With fewer pairs, or with none to which anybody came back, there is nothing to learn.
    private static let samplesMin = 50
    /// The share of the log's time whose behaviors are inputs.
    private static let inputShare = 0.8
    /// Of how many samples one is held back, to stop by.
    private static let heldBack: UInt64 = 5

    /// Learns who comes back to what.
    public static func train(
        on log: TrainingLog, by parameters: TrainingParameters, control: TrainingControl
    ) throws(ModelError) -> Network {
        let parameters = parameters.network
        try parameters.check()
        guard log.count > 0 else { throw .emptyLog }
        guard log.gains.contains(where: { $0 > 0 }) else { throw .nothingLiked }
        let columns = log.actionNames.map { parameters.actions.firstIndex(of: $0) }
        guard columns.contains(where: { $0 != nil }) else {
            throw ModelError(
                .emptyLog,
                "network counts \(parameters.actions.map(\.text).joined(separator: ", ")), and "
                    + "the log has only "
                    + log.actionNames.map(\.text).sorted().joined(separator: ", "))
        }
        let times = log.times.sorted()
        let cut = times[Int(inputShare * Double(times.count))]
        let whole = PairCounts(log, columns, parameters.actions.count, until: nil)
        let maxima = whole.maxima
        var perceptron = Perceptron(inputs: parameters.actions.count, seed: parameters.seed)
        let samples = PairCounts(log, columns, parameters.actions.count, until: cut)
            .thinned(to: parameters.samplesMax)
        var remark: String
        if samples.count >= samplesMin, samples.labels.contains(1) {
            remark = try learn(samples.scaled(by: maxima), &perceptron, parameters, control)
        } else {
            // Sure of everything: each behavior counts in full, as it does without a network.
            perceptron = .sure(inputs: parameters.actions.count)
            remark = "the log is too short to learn who comes back: every interest counts in full"
        }
        return Network(
            items: log.items, actions: parameters.actions, maxima: maxima,
            perceptron: perceptron,
            interests: means(whole, log.items.count, maxima, perceptron), remark: remark)
    }

    /// Passes through the samples until those held back get no better; keeps the best.
    private static func learn(
        _ samples: PairCounts, _ perceptron: inout Perceptron, _ parameters: Parameters,
        _ control: TrainingControl
    ) throws(ModelError) -> String {
        let width = parameters.actions.count
        let isHeld = { (row: Int) in
            var random = SplitMix(seed: UInt64(row))
            return random.next() % heldBack == 0
        }
        var held = (inputs: [Float](), labels: [Float]())
        var order: [Int] = []
        for row in 0..<samples.count {
            guard isHeld(row) else {
                order.append(row)
                continue
            }
            held.inputs += samples.inputs[row * width..<(row + 1) * width]
            held.labels.append(samples.labels[row])
        }
        var rates = PerceptronTraining.Rates()
        (rates.rate, rates.l2) = (Float(parameters.rate), Float(parameters.l2))
        rates.dropout = parameters.dropout
        var training = PerceptronTraining(perceptron, rates, seed: parameters.seed &+ 1)
        var random = SplitMix(seed: parameters.seed &+ 2)
        var (best, worse, epochs) = (perceptron.loss(held.inputs, held.labels), 0, 0)
        while epochs < parameters.epochs, worse < parameters.patience {
            try control.check()
            order.shuffle(using: &random)
            for start in stride(from: 0, to: order.count, by: parameters.batch) {
                let rows = order[start..<min(start + parameters.batch, order.count)]
                let inputs = rows.flatMap { samples.inputs[$0 * width..<($0 + 1) * width] }
                _ = training.step(inputs[...], rows.map { samples.labels[$0] }[...])
            }
            epochs += 1
            control.report(name, epochs, of: parameters.epochs)
            let loss = training.network.loss(held.inputs, held.labels)
            worse += 1
            if loss < best { (best, worse, perceptron) = (loss, 0, training.network) }
        }
        return "network learned from \(order.count) pairs in \(epochs) epochs; cross-entropy "
            + "\((best * 1e4).rounded() / 1e4) on \(held.labels.count) held back"
    }

    /// For each item the mean output over all who met it; pairs with the same counts are many.
    private static func means(
        _ pairs: PairCounts, _ itemCount: Int, _ maxima: [Float], _ perceptron: Perceptron
    ) -> [Float] {
        var sums = [Double](repeating: 0, count: itemCount)
        var counts = [Int](repeating: 0, count: itemCount)
        var known: [[Float]: Float] = [:]
        let scaled = pairs.scaled(by: maxima)
        for row in 0..<scaled.count {
            let input = Array(scaled.inputs[row * maxima.count..<(row + 1) * maxima.count])
            let output = known[input] ?? perceptron.output(input)
            if known.count < 100_000 { known[input] = output }
            sums[Int(pairs.places[row])] += Double(output)
            counts[Int(pairs.places[row])] += 1
        }
        return zip(sums, counts).map { $1 == 0 ? 0 : Float(min(1, max(0, $0 / Double($1)))) }
    }
}

extension Perceptron {
    /// Says 1 of everything.
    static func sure(inputs: Int) -> Perceptron {
        var network = Perceptron(inputs: inputs, seed: 0)
        for number in network.layers.indices {
            for index in network.layers[number].weights.indices {
                network.layers[number].weights[index] = 0
            }
        }
        network.layers[network.layers.count - 1].biases[0] = 100
        return network
    }
}

/// How often each user did each action to each item, and whether they liked it again later.
struct PairCounts {
    private(set) var inputs: [Float] = []
    private(set) var labels: [Float] = []
    /// The item of each pair.
    private(set) var places: [Int32] = []
    private let width: Int

    var count: Int { labels.count }

    /// - Parameters:
    ///   - columns: for each action of the log the input that it counts for.
    ///   - cut: what comes after it is label, not input; nil: all is input.
    init(_ log: TrainingLog, _ columns: [Int?], _ width: Int, until cut: Int64?) {
        self.width = width
        for user in 0..<log.userCount {
            var rows: [Int32: Int] = [:]
            for index in Int(log.starts[user])..<Int(log.starts[user + 1]) {
                let place = log.places[index]
                if let cut, log.times[index] >= cut {
                    if log.gains[index] > 0, let row = rows[place] { labels[row] = 1 }
                    continue
                }
                guard let column = columns[Int(log.actions[index])] else { continue }
                let row = rows[place] ?? count
                if rows[place] == nil {
                    rows[place] = row
                    places.append(place)
                    labels.append(0)
                    inputs += [Float](repeating: 0, count: width)
                }
                inputs[row * width + column] += 1
            }
        }
    }

    /// The most of each input, at least 1.
    var maxima: [Float] {
        var maxima = [Float](repeating: 1, count: width)
        for (index, value) in inputs.enumerated() {
            maxima[index % width] = max(maxima[index % width], value)
        }
        return maxima
    }

    /// Each input divided by its maximum.
    func scaled(by maxima: [Float]) -> PairCounts {
        var scaled = self
        for index in inputs.indices { scaled.inputs[index] /= maxima[index % width] }
        return scaled
    }

    /// At most `limit` of the pairs, evenly spread.
    func thinned(to limit: Int) -> PairCounts {
        guard count > limit else { return self }
        var thinned = self
        (thinned.inputs, thinned.labels, thinned.places) = ([], [], [])
        for number in 0..<limit {
            let row = number * count / limit
            thinned.inputs += inputs[row * width..<(row + 1) * width]
            thinned.labels.append(labels[row])
            thinned.places.append(places[row])
        }
        return thinned
    }
}
