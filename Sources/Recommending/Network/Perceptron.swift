internal import Glibc

// Inputs, 64 and 32 rectified units, one logistic unit:
//
//     h1 = max(0, x·W1 + b1)     h2 = max(0, h1·W2 + b2)     p = 1 / (1 + e^(-z)),  z = h2·W3 + b3
//
// Weights lie input by input, so that both ways through a layer walk forward through memory and
// every inner loop but one adds a row to a row.

/// A small network with one output between 0 and 1.
struct Perceptron: Hashable, Sendable {
    /// The units between inputs and output.
    static let hidden = [64, 32]

    /// One layer: `weights[input * outputs + output]`.
    struct Layer: Hashable, Sendable {
        let inputs: Int
        let outputs: Int
        var weights: [Float]
        var biases: [Float]

        init(inputs: Int, outputs: Int) {
            self.inputs = inputs
            self.outputs = outputs
            weights = Array(repeating: 0, count: inputs * outputs)
            biases = Array(repeating: 0, count: outputs)
        }

        /// `into = from · W + b`, below 0 cut off where `rectifies`.
        func forward(_ from: [Float], into: inout [Float], rectifies: Bool) {
            var sums = into.mutableSpan
            let (rows, values) = (weights.span, from.span)
            for output in 0..<outputs { sums[output] = biases[output] }
            for input in 0..<inputs where values[input] != 0 {
                let (value, row) = (values[input], input * outputs)
                for output in 0..<outputs { sums[output] += value * rows[row + output] }
            }
            guard rectifies else { return }
            for output in 0..<outputs { sums[output] = max(0, sums[output]) }
        }
    }

    var layers: [Layer]

    /// Small random weights, the same for the same seed: uniform within √(6 / inputs) either way,
    /// which keeps the spread of rectified units (He et al. 2015).
    init(inputs: Int, seed: UInt64) {
        var random = SplitMix(seed: seed)
        let sizes = [inputs] + Self.hidden + [1]
        layers = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
            var layer = Layer(inputs: inputs, outputs: outputs)
            let bound = (6 / Double(inputs)).squareRoot()
            for index in layer.weights.indices {
                layer.weights[index] = Float((random.unit() * 2 - 1) * bound)
            }
            return layer
        }
    }

    /// How many inputs it takes.
    var inputs: Int { layers[0].inputs }

    /// What it says of an input.
    func output(_ input: [Float]) -> Float {
        var values = input
        for (number, layer) in layers.enumerated() {
            var next = [Float](repeating: 0, count: layer.outputs)
            layer.forward(values, into: &next, rectifies: number + 1 < layers.count)
            values = next
        }
        return 1 / (1 + exp(-values[0]))
    }

    /// The mean cross-entropy over inputs, row after row, and their labels.
    func loss(_ inputs: [Float], _ labels: [Float]) -> Double {
        let width = self.inputs
        let sum = labels.indices.reduce(0.0) { sum, row in
            let p = Double(output(Array(inputs[row * width..<(row + 1) * width])))
            // The output of a sure network rounds to 0 or 1, of which there is no logarithm.
            let bounded = min(1 - 1e-7, max(1e-7, p))
            return sum - log(labels[row] > 0.5 ? bounded : 1 - bounded)
        }
        return sum / Double(max(1, labels.count))
    }
}
