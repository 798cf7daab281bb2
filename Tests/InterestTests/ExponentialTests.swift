import Harness
import Testing

@testable import Interest

struct ExponentialTests {
    /// Against 106 bits, so that the error itself is known to a thousandth of a unit.
    @Test func `two to the x is off by hardly more than half a unit in the last place`() {
        var worst = 0.0
        for (argument, value, rest) in ExponentialGolden.values {
            let error = (Exponential.exp2(argument) - value - rest).magnitude / value.ulp
            worst = max(worst, error)
        }
        #expect(worst <= 0.514, "\(worst)")
    }

    @Test func `two powers at once are the same as one by one`() {
        var random = SplitMix64(seed: 2)
        for _ in 0..<5000 {
            let pair = SIMD2(
                Double.random(in: -1...1, using: &random),
                Double.random(in: -1...1, using: &random))
            let both = Exponential.exp2(pair)
            #expect(both.x == Exponential.exp2(pair.x) && both.y == Exponential.exp2(pair.y))
        }
    }

    @Test func `two to whole powers is exact, down to the smallest double and past it`() {
        for exponent in -1100...1030 {
            let expected =
                exponent < -1074
                ? 0
                : exponent > 1023
                    ? .infinity : Double(sign: .plus, exponent: exponent, significand: 1)
            #expect(Exponential.power(exponent) == expected)
        }
        #expect(Exponential.exp2(0) == 1 && Exponential.exp2(1) == 2 && Exponential.exp2(-1) == 0.5)
    }

    @Test func `two to the x rises with x`() {
        var random = SplitMix64(seed: 1)
        for _ in 0..<5000 {
            let argument = Double.random(in: -1..<1, using: &random)
            #expect(Exponential.exp2(argument) <= Exponential.exp2(argument.nextUp))
        }
    }

    @Test(arguments: [
        (1.0, 1.0), (0.5, 0x1.2b803473f7ad1p-1), (0.25, 0x1.49a784bcd1b8bp-2),
        (0x1p-30, 0x1.7154764fd586fp-30), (0x1p-60, 0x1.71547652b82fep-60), (0, 0),
    ])
    func `the logarithm of one and a little keeps its digits`(left: Double, expected: Double) {
        #expect((Exponential.log2(onePlus: left) - expected).magnitude <= 2 * expected.ulp)
    }
}
