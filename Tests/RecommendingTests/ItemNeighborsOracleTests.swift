import Interest
import Testing

@testable import Recommending

/// The sparse counting against loops that anybody can check.
struct ItemNeighborsOracleTests {
    static let cases: [ItemNeighbors.Parameters] = [
        .init(activityHalfLife: nil, shrinkage: 0),
        .init(activityHalfLife: 3),
        .init(activityHalfLife: 20, shrinkage: 2.5),
        .init(activityHalfLife: 5, halfLife: .days(2)),
        .init(activityHalfLife: nil, reachMax: 7),
    ]

    @Test(arguments: cases)
    func `agrees with the naive loops`(_ parameters: ItemNeighbors.Parameters) throws {
        for seed in 1...2 as ClosedRange<UInt64> {
            let log = try TrainingLog.generated(seed: seed, users: 30, behaviors: 900)
            let model = try ItemNeighbors.trained(on: log) { $0.itemNeighbors = parameters }
            let wanted = similarities(log, parameters)
            for place in 0..<log.items.count {
                for other in 0..<log.items.count {
                    let found = model.pairs.similarity(of: place, to: other, .both) ?? 0
                    let error = (found - wanted[place][other]).magnitude
                    #expect(error <= 1e-9 * max(1, wanted[place][other]))
                }
            }
        }
    }

    @Test func `without decay it is the cosine of the binary matrix, repeats or not`() throws {
        let log = try TrainingLog.generated(seed: 9, gains: Gains(rules: allFixed))
        let likeness = try ItemCosine(log, control: TrainingControl()).nearest(1000)
        var users = [Set<Int32>](repeating: [], count: log.items.count)
        for index in 0..<log.count { users[Int(log.places[index])].insert(log.owners[index]) }
        for place in 0..<log.items.count {
            for other in 0..<log.items.count where other != place {
                let both = Double(users[place].intersection(users[other]).count)
                let norm = Double(users[place].count * users[other].count).squareRoot()
                let found = likeness.similarity(of: place, to: other) ?? 0
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
        var pairs = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        var counts = [Double](repeating: 0, count: count)
        let newest = log.times.max() ?? 0
        func left(_ time: Int64) -> Double {
            parameters.halfLife.map {
                naivePower(-Double(newest - time) / Double($0.milliseconds))
            } ?? 1
        }
        for user in 0..<log.userCount {
            let span = Int(log.starts[user])..<Int(log.starts[user + 1])
            let liked = span.filter { log.gains[$0] > 0 }
            for (late, b) in liked.enumerated() {
                counts[Int(log.places[b])] += left(log.times[b])
                for (early, a) in liked.prefix(late).enumerated() {
                    let between = late - early - 1
                    guard between < min(parameters.reachMax, reach(parameters)) else { continue }
                    let faded = parameters.activityHalfLife.map {
                        naivePower(-Double(between) / $0)
                    }
                    let strength = (faded ?? 1) * left(log.times[b])
                    let (i, j) = (Int(log.places[a]), Int(log.places[b]))
                    pairs[i][j] += strength
                    if i != j { pairs[j][i] += strength }
                }
            }
        }
        return (0..<count).map { i in
            (0..<count).map { j in
                guard pairs[i][j] > 0 else { return 0 }
                let norm = (counts[i] + parameters.shrinkage) * (counts[j] + parameters.shrinkage)
                return pairs[i][j] / norm.squareRoot()
            }
        }
    }

    private func reach(_ parameters: ItemNeighbors.Parameters) -> Int {
        parameters.activityHalfLife.map { Int((8 * $0).rounded(.up)) } ?? .max
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
