import Interest
import Testing

@testable import Recommending

/// The sparse counting against loops that anybody can check.
struct ItemNeighborsOracleTests {
    static let cases: [ItemNeighbors.Parameters] = [
        .init(activityHalfLife: nil, shrinkage: 0, neighborsMax: 1000),
        .init(activityHalfLife: nil, weighting: .gain, neighborsMax: 1000),
        .init(activityHalfLife: 3, neighborsMax: 1000),
        .init(activityHalfLife: 20, weighting: .gain, shrinkage: 2.5, neighborsMax: 1000),
        .init(activityHalfLife: 5, halfLife: .days(2), neighborsMax: 1000),
        .init(activityHalfLife: nil, neighborsMax: 1000, reachMax: 7),
    ]

    @Test(arguments: cases)
    func `agrees with the naive loops`(_ parameters: ItemNeighbors.Parameters) throws {
        for seed in 1...2 as ClosedRange<UInt64> {
            let log = try TrainingLog.generated(seed: seed, users: 30, behaviors: 900)
            let model = try ItemNeighbors.trained(on: log) { $0.itemNeighbors = parameters }
            let wanted = similarities(log, parameters)
            for place in 0..<log.items.count {
                for other in 0..<log.items.count {
                    let found = model.neighborhood.similarity(of: place, to: other) ?? 0
                    let error = (found - wanted[place][other]).magnitude
                    #expect(error <= 1e-6 * max(1, wanted[place][other]))
                }
            }
        }
    }

    @Test func `without decay it is the cosine of the binary matrix, repeats or not`() throws {
        let log = try TrainingLog.generated(seed: 9, gains: Gains(rules: allFixed))
        let model = try ItemNeighbors.trained(on: log) {
            $0.itemNeighbors = .init(activityHalfLife: nil, shrinkage: 0, neighborsMax: 1000)
        }
        var users = [Set<Int32>](repeating: [], count: log.items.count)
        for index in 0..<log.count { users[Int(log.places[index])].insert(log.owners[index]) }
        for place in 0..<log.items.count {
            for other in 0..<log.items.count where other != place {
                let both = Double(users[place].intersection(users[other]).count)
                let norm = Double(users[place].count * users[other].count).squareRoot()
                let found = model.neighborhood.similarity(of: place, to: other) ?? 0
                #expect((found - both / norm).magnitude < 1e-7)
            }
        }
    }

    private var allFixed: [Action: GainRule] {
        [.click: .fixed(1), .browse: .fixed(1), .purchase: .fixed(1), .rating: .fixed(1)]
    }

    private func similarities(
        _ log: TrainingLog, _ parameters: ItemNeighbors.Parameters
    ) -> [[Double]] {
        let count = log.items.count
        var pairs = [[Double]](
            repeating: [Double](repeating: 0, count: count), count: count)
        for user in 0..<log.userCount {
            var best = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
            let span = Int(log.starts[user])..<Int(log.starts[user + 1])
            for a in span {
                for b in span {
                    let (i, j) = (Int(log.places[a]), Int(log.places[b]))
                    best[i][j] = max(best[i][j], strength(log, a, b, parameters))
                }
            }
            for i in 0..<count { for j in 0..<count { pairs[i][j] += best[i][j] } }
        }
        return (0..<count).map { i in
            (0..<count).map { j in
                guard i != j, pairs[i][j] > 0 else { return 0 }
                return pairs[i][j]
                    / ((pairs[i][i] * pairs[j][j]).squareRoot() + parameters.shrinkage)
            }
        }
    }

    private func strength(
        _ log: TrainingLog, _ a: Int, _ b: Int, _ parameters: ItemNeighbors.Parameters
    ) -> Double {
        func gain(_ index: Int) -> Double {
            let gain = Double(log.gains[index])
            return gain <= 0 ? 0 : parameters.weighting == .presence ? 1 : gain
        }
        let between = max(0, abs(a - b) - 1)
        guard between < parameters.reachMax else { return 0 }
        var left = 1.0
        if let halfLife = parameters.activityHalfLife {
            // The least strength is 2^-10 in every case.
            if Double(between) / halfLife > 10 { return 0 }
            left = naivePower(-Double(between) / halfLife)
        }
        if let halfLife = parameters.halfLife {
            let apart = Double((log.times[a] - log.times[b]).magnitude)
            left *= naivePower(-apart / Double(halfLife.milliseconds))
        }
        return gain(a) * gain(b) * left
    }

    /// 2^x for x <= 0 by the series of e^y, halved until it converges at once.
    private func naivePower(_ exponent: Double) -> Double {
        let y = exponent * 0.693_147_180_559_945_3 / 1024
        var (term, sum) = (1.0, 1.0)
        for n in 1...12 {
            term *= y / Double(n)
            sum += term
        }
        return (0..<10).reduce(sum) { power, _ in power * power }
    }
}
