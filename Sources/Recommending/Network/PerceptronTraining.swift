internal import Glibc

// Adam (Kingma, Ba 2015) on the binary cross-entropy of a batch:
//
//     loss = mean of  max(z, 0) - z·y + log(1 + e^(-|z|)),       its slope  p - y
//     g    = slope of the loss + λ·w                             (weights only: L2)
//     m    = β1·m + (1 - β1)·g        v = β2·v + (1 - β2)·g²
//     w   -= rate · m / (1 - β1^t) / (√(v / (1 - β2^t)) + ε)
//
// Dropout puts each hidden unit out with a chance in training, and raises the others in proportion.

/// Teaches a perceptron batch by batch.
struct PerceptronTraining {
    /// How it learns.
    struct Rates: Hashable, Sendable {
        var rate: Float = 0.001
        var momentum: Float = 0.9
        var variance: Float = 0.999
        var epsilon: Float = 1e-7
        /// λ.
        var l2: Float = 1e-5
        /// The chance of a hidden unit to be out.
        var dropout = 0.2
    }

    /// The network as it is by now.
    private(set) var network: Perceptron
    private let rates: Rates
    private var random: SplitMix
    private var steps = 0
    private var moments: [(weights: Moments, biases: Moments)]
    private var slopes: [Perceptron.Layer]
    /// What each layer took in and gave out for the sample at hand.
    private var values: [[Float]]
    private var masks: [[Float]]

    private struct Moments {
        var mean: [Float]
        var square: [Float]

        init(count: Int) {
            mean = Array(repeating: 0, count: count)
            square = mean
        }
    }

    init(_ network: Perceptron, _ rates: Rates, seed: UInt64) {
        self.network = network
        self.rates = rates
        random = SplitMix(seed: seed)
        moments = network.layers.map {
            (Moments(count: $0.weights.count), Moments(count: $0.biases.count))
        }
        slopes = network.layers.map { Perceptron.Layer(inputs: $0.inputs, outputs: $0.outputs) }
        values =
            [[Float](repeating: 0, count: network.inputs)]
            + network.layers.map { [Float](repeating: 0, count: $0.outputs) }
        masks = network.layers.map { [Float](repeating: 1, count: $0.outputs) }
    }

    /// Learns from a batch, given row after row; returns its mean loss before the step.
    mutating func step(_ inputs: ArraySlice<Float>, _ labels: ArraySlice<Float>) -> Double {
        let width = network.inputs
        var loss = 0.0
        for (row, label) in labels.enumerated() {
            let first = inputs.startIndex + row * width
            for index in 0..<width { values[0][index] = inputs[first + index] }
            let z = forward()
            loss += Double(max(z, 0) - z * label + log1p(exp(-z.magnitude)))
            backward((1 / (1 + exp(-z)) - label) / Float(labels.count))
        }
        move()
        return loss / Double(max(1, labels.count))
    }

    private mutating func forward() -> Float {
        let last = network.layers.count - 1
        for number in network.layers.indices {
            let from = values[number]
            network.layers[number].forward(
                from, into: &values[number + 1], rectifies: number < last)
            guard number < last, rates.dropout > 0 else { continue }
            for unit in masks[number].indices {
                let isOut = random.unit() < rates.dropout
                masks[number][unit] = isOut ? 0 : Float(1 / (1 - rates.dropout))
                values[number + 1][unit] *= masks[number][unit]
            }
        }
        return values[last + 1][0]
    }

    /// Adds the slopes of the sample at hand, from the output's slope back.
    private mutating func backward(_ slope: Float) {
        var above = [slope]
        for number in network.layers.indices.reversed() {
            let outputs = network.layers[number].outputs
            let below = down(through: number, from: above)
            for output in 0..<outputs { slopes[number].biases[output] += above[output] }
            guard number > 0 else { return }
            // A unit that was cut off or put out passes nothing on.
            above = below.indices.map { unit in
                values[number][unit] > 0 ? below[unit] * masks[number - 1][unit] : 0
            }
        }
    }

    /// Adds the slopes of a layer's weights; returns those of what it took in.
    private mutating func down(through number: Int, from above: [Float]) -> [Float] {
        let layer = network.layers[number]
        let outputs = layer.outputs
        var below = [Float](repeating: 0, count: layer.inputs)
        let (from, rows) = (values[number], layer.weights.span)
        let outward = above.span
        var sums = slopes[number].weights.mutableSpan
        for input in 0..<layer.inputs {
            let (value, row) = (from[input], input * outputs)
            var sum: Float = 0
            for output in 0..<outputs {
                sum += rows[row + output] * outward[output]
                sums[row + output] += value * outward[output]
            }
            below[input] = sum
        }
        return below
    }

    private mutating func move() {
        steps += 1
        let first = 1 - pow(rates.momentum, Float(steps))
        let second = 1 - pow(rates.variance, Float(steps))
        for number in network.layers.indices {
            Self.move(
                &network.layers[number].weights, &slopes[number].weights,
                &moments[number].weights, rates, rates.l2, first, second)
            Self.move(
                &network.layers[number].biases, &slopes[number].biases, &moments[number].biases,
                rates, 0, first, second)
        }
    }

    private static func move(
        _ weights: inout [Float], _ slopes: inout [Float], _ moments: inout Moments,
        _ rates: Rates, _ l2: Float, _ first: Float, _ second: Float
    ) {
        for index in weights.indices {
            let slope = slopes[index] + l2 * weights[index]
            let mean = rates.momentum * moments.mean[index] + (1 - rates.momentum) * slope
            let square =
                rates.variance * moments.square[index] + (1 - rates.variance) * slope * slope
            moments.mean[index] = mean
            moments.square[index] = square
            weights[index] -=
                rates.rate * (mean / first) / ((square / second).squareRoot() + rates.epsilon)
            slopes[index] = 0
        }
    }
}
