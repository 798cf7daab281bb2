import Interest
import Testing

@testable import Recommending

struct DeterminismTests {
    @Test(arguments: [2, 3, 8])
    func `the same log gives the same bytes, whatever the number of workers`(
        _ workers: Int
    ) throws {
        let log = try TrainingLog.generated(seed: 4, users: 200, items: 300, behaviors: 6000)
        let one = try ItemNeighbors.trained(on: log, workers: 1)
        let many = try ItemNeighbors.trained(on: log, workers: workers)
        #expect(one.encode() == many.encode())
    }

    @Test func `a log cut into other batches gives the same bytes`() throws {
        let all = Array(GeneratedLog(users: 50, items: 80, behaviors: 900).joined())
        let models = try [1, 7, 900].map { size in
            var builder = TrainingLogBuilder(gains: .standard)
            for start in stride(from: 0, to: all.count, by: size) {
                try builder.append(Array(all[start...].prefix(size)))
            }
            return try ItemNeighbors.trained(on: builder.finish()).encode()
        }
        #expect(models[0] == models[1] && models[1] == models[2])
    }

    @Test func `a generated log has the requested length, in order, each time the same`() throws {
        let generated = GeneratedLog(seed: 3, users: 70, items: 50, behaviors: 2000)
        let all = Array(generated.joined())
        #expect(all.count == 2000)
        #expect(all == Array(generated.joined()))
        #expect(all != Array(GeneratedLog(seed: 4, users: 70, items: 50, behaviors: 2000).joined()))
        #expect(
            zip(all, all.dropFirst()).allSatisfy {
                $0.user == $1.user ? $0.time <= $1.time : $0.user < $1.user
            })
        #expect(all.allSatisfy { generated.start <= $0.time && $0.time <= generated.end })
        #expect(Set(all.map(\.item)).isSubset(of: Set(generated.catalog.map(\.id))))
        #expect(Set(all.map(\.action)).count == 4)
    }

    @Test func `a generated log is that of every machine`() {
        var sum: UInt64 = 0
        for behavior in GeneratedLog(seed: 1, users: 20, items: 30, behaviors: 500).joined() {
            let line = "\(behavior.user) \(behavior.item) \(behavior.action) \(behavior.time)"
            sum = sum &* 31 &+ PayloadSeal.checksum(of: line.utf8)
        }
        #expect(sum == 17_450_357_796_643_271_871)
    }
}
