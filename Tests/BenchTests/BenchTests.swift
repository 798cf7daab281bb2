import Bench
import Harness
import Mongo
import Testing

/// Every benchmark runs small, so that none rots. No figure is asserted here: a test machine's
/// speed says nothing.
@Suite(.store, .serialized)
struct BenchTests {
    @Test(.timeLimit(.minutes(5)), arguments: Bench.names)
    func `a benchmark does its work and shows it`(name: String) async throws {
        var figures: [Figure] = []
        let uri = try LentStore.current.configuration.uri
        try await Bench.run([name], size: .tiny, uri: uri) { figures.append($0) }
        #expect(figures.contains { $0.name == name })
        for figure in figures {
            #expect(figure.value > 0 && figure.value.isFinite)
            #expect(figure.ratio.map { $0 > 0 && $0.isFinite } ?? true)
            #expect(figure.checksum != "0" && figure.checksum != "0.0")
        }
    }

    @Test func `the same work gives the same checksum`() async throws {
        var sums: Set<String> = []
        for _ in 0..<2 {
            try await Bench.run(["decay.fold"], size: .tiny, uri: "") { sums.insert($0.checksum) }
        }
        #expect(sums.count == 1)
    }
}
