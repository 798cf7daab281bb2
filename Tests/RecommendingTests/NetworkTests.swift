import Foundation
import Interest
import Testing

@testable import Recommending

/// The same network in doubles, every sum a plain loop over units: what the quick one is held
/// against.
private struct PlainNetwork {
    var weights: [[[Double]]]
    var biases: [[Double]]
    private var means: [[[Double]]]
    private var squares: [[[Double]]]
    private var biasMeans: [[Double]]
    private var biasSquares: [[Double]]
    private var steps = 0.0

    init(_ network: Perceptron) {
        weights = network.layers.map { layer in
            (0..<layer.inputs).map { input in
                (0..<layer.outputs).map { Double(layer.weights[input * layer.outputs + $0]) }
            }
        }
        biases = network.layers.map { $0.biases.map(Double.init) }
        means = weights.map { $0.map { $0.map { _ in 0 } } }
        squares = means
        biasMeans = biases.map { $0.map { _ in 0 } }
        biasSquares = biasMeans
    }

    private func values(_ input: [Double]) -> [[Double]] {
        var all = [input]
        for layer in weights.indices {
            let sums = biases[layer].indices.map { output in
                weights[layer].indices.reduce(biases[layer][output]) {
                    $0 + all[layer][$1] * weights[layer][$1][output]
                }
            }
            all.append(layer + 1 < weights.count ? sums.map { max(0, $0) } : sums)
        }
        return all
    }

    /// One step of Adam on a batch; the loss before it.
    mutating func step(_ batch: [(input: [Double], label: Double)], l2: Double) -> Double {
        var slopes = weights.map { $0.map { $0.map { _ in 0.0 } } }
        var biasSlopes = biases.map { $0.map { _ in 0.0 } }
        var loss = 0.0
        for (input, label) in batch {
            let values = values(input)
            let z = values[weights.count][0]
            loss -= label * log(1 / (1 + exp(-z))) + (1 - label) * log(1 - 1 / (1 + exp(-z)))
            var above = [(1 / (1 + exp(-z)) - label) / Double(batch.count)]
            for layer in weights.indices.reversed() {
                for (output, slope) in above.enumerated() {
                    biasSlopes[layer][output] += slope
                    for unit in weights[layer].indices {
                        slopes[layer][unit][output] += values[layer][unit] * slope
                    }
                }
                above = weights[layer].indices.map { unit in
                    values[layer][unit] > 0
                        ? zip(weights[layer][unit], above).reduce(0) { $0 + $1.0 * $1.1 } : 0
                }
            }
        }
        steps += 1
        for layer in weights.indices {
            for output in biases[layer].indices {
                for unit in weights[layer].indices {
                    let slope = slopes[layer][unit][output] + l2 * weights[layer][unit][output]
                    weights[layer][unit][output] -= moved(
                        slope, &means[layer][unit][output], &squares[layer][unit][output])
                }
                biases[layer][output] -= moved(
                    biasSlopes[layer][output], &biasMeans[layer][output],
                    &biasSquares[layer][output])
            }
        }
        return loss / Double(batch.count)
    }

    private func moved(_ slope: Double, _ mean: inout Double, _ square: inout Double) -> Double {
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope * slope
        let (first, second) = (1 - pow(0.9, steps), 1 - pow(0.999, steps))
        return 0.001 * (mean / first) / ((square / second).squareRoot() + 1e-7)
    }
}

struct NetworkTests {
    /// Clicks and purchases, and whether the sum is large: something to learn.
    private func samples(_ count: Int) -> [(input: [Double], label: Double)] {
        var random = SplitMix(seed: 3)
        return (0..<count).map { _ in
            let input = (0..<3).map { _ in Double(Float(random.unit())) }
            let label = input[0] + 2 * input[2] > 1.4 || random.below(20) == 0
            return (input, label ? 1 : 0)
        }
    }

    /// The same initial weights and batches, 100 steps of Adam with L2.
    @Test func `losses agree with a plain loop in doubles to 1e-4 over a hundred steps`() {
        var rates = PerceptronTraining.Rates()
        (rates.l2, rates.dropout) = (1e-3, 0)
        let first = Perceptron(inputs: 3, seed: 7)
        var quick = PerceptronTraining(first, rates, seed: 1)
        var plain = PlainNetwork(first)
        let samples = samples(320)
        var losses: [Double] = []
        for step in 0..<100 {
            let batch = (0..<32).map { samples[(step * 32 + $0) % samples.count] }
            let wanted = plain.step(batch, l2: 1e-3)
            let found = quick.step(
                batch.flatMap { $0.input.map { Float($0) } }[...],
                batch.map { Float($0.label) }[...])
            #expect((found - wanted).magnitude < 1e-4)
            losses.append(found)
        }
        // And it learns.
        let (early, late) = (losses.prefix(10).reduce(0, +), losses.suffix(10).reduce(0, +))
        #expect(late < early * 0.8)
    }

    @Test func `dropout puts units out in training alone, the same ones for a seed`() {
        var rates = PerceptronTraining.Rates()
        rates.dropout = 0.5
        let network = Perceptron(inputs: 3, seed: 7)
        let batch = samples(32)
        let losses = [UInt64(1), 1, 2].map { seed in
            var training = PerceptronTraining(network, rates, seed: seed)
            return training.step(
                batch.flatMap { $0.input.map { Float($0) } }[...],
                batch.map { Float($0.label) }[...])
        }
        #expect(losses[0] == losses[1] && losses[0] != losses[2])
        #expect(network.output([0.5, 0.5, 0.5]) == network.output([0.5, 0.5, 0.5]))
    }

    /// Everybody clicks everything; what is bought early is bought again, what is not is left.
    private func shop() -> [Behavior] {
        (0..<20).flatMap { user in
            (0..<8).flatMap { number -> [Behavior] in
                let isBought = (user + number) % 2 == 0
                var done: [(Action, Int64)] = [(.click, 0)]
                if isBought { done += [(.purchase, 1), (.purchase, 90)] }
                return done.map { action, day in
                    Behavior(
                        user: UserID(unchecked: "u\(user)"),
                        item: item("\("abcdefgh".dropFirst(number).prefix(1))"), action: action,
                        time: Timestamp(seconds: 1_700_000_000 + day * 86_400))
                }
            }.sorted { $0.time < $1.time }
        }
    }

    private func trained(_ behaviors: [Behavior], epochs: Int = 15) throws -> Network {
        var builder = TrainingLogBuilder(gains: .standard)
        try builder.append(behaviors)
        return try Network.trained(on: builder.finish()) {
            ($0.network.epochs, $0.network.rate, $0.network.dropout) = (epochs, 0.01, 0)
        }
    }

    @Test func `it learns what people do before they come back, and says so as first interest`()
        throws
    {
        let model = try trained(shop())
        #expect(model.findings["remark"]?.contains("epochs") == true)
        let purchase = try #require(model.initialInterest(of: .purchase))
        let click = try #require(model.initialInterest(of: .click))
        #expect(purchase > 0.5 && purchase > 2 * click)
        #expect(model.initialInterest(of: .rating) == nil)
        #expect(model.initialInterest(of: .browse).map { 0...1 ~= $0 } == true)
    }

    @Test func `interests are weighed by how people come back to their items`() throws {
        let model = try trained(shop())
        let request = RecommendationRequest(
            interests: interests(["a": 1, "b": 0.5]), explains: true)
        let found = model.recommend(request)
        #expect(found.map(\.item.text) == ["a", "b"])
        for one in found { #expect(one.parts.reduce(0) { $0 + $1.share } == one.score) }
    }

    @Test func `the same log and seed give the same bytes, which read back`() throws {
        let payload = try trained(shop(), epochs: 2).encode()
        #expect(try trained(shop(), epochs: 2).encode() == payload)
        #expect(try Network(decoding: payload).encode() == payload)
        #expect(throws: ModelError.self) { try Network(decoding: Array(payload.dropLast(9))) }
    }

    @Test func `a log without the actions it counts says which there are`() throws {
        var behaviors = shop()
        for index in behaviors.indices { behaviors[index].action = Action(unchecked: "play") }
        var builder = TrainingLogBuilder(
            gains: Gains(rules: [Action(unchecked: "play"): .fixed(1)]))
        try builder.append(behaviors)
        let log = builder.finish()
        let error = #expect(throws: ModelError.self) { try Network.trained(on: log) }
        #expect(
            error?.message
                == "network counts click, browse, purchase, and the log has only play")
    }

    @Test(arguments: [
        Network.Parameters(actions: []), .init(epochs: 0), .init(batch: 0), .init(rate: 0),
        .init(l2: .nan), .init(dropout: 1), .init(patience: 0), .init(samplesMax: 0),
    ])
    func `a parameter out of range is named`(_ parameters: Network.Parameters) {
        let error = #expect(throws: ModelError.self) {
            try Network.trained(on: log(["ab"])) { $0.network = parameters }
        }
        #expect(error?.code == .parameter)
    }
}
