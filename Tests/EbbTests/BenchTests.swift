import Foundation
import Harness
import Mongo
import Testing

/// Every benchmark of the shipped `ebb-bench` runs small, so that none rots. No figure is
/// asserted: a test machine's speed says nothing.
@Suite(.store, .serialized)
struct BenchTests {
    private struct Figure: Decodable {
        let name: String
        let value: Double
        let ratio: Double?
        let checksum: String
    }

    /// Runs `ebb bench`, which is `ebb-bench`; the figures it printed.
    private func bench(_ name: String) async throws -> [Figure] {
        let uri = try LentStore.current.configuration.uri
        let answer = try await EbbProcess.run(
            ["bench", name, "--size", "tiny", "--format", "json"], onStore: false,
            environment: ["EBB_DATABASE": uri])
        #expect(answer.status == 0, "\(answer.errors)")
        // One object after the other, each ended by a brace at the margin.
        return try answer.output.split(separator: "\n}\n", omittingEmptySubsequences: true).map {
            try JSONDecoder().decode(Figure.self, from: Data("\($0)\n}".utf8))
        }
    }

    @Test func `every benchmark does its work and shows it`() async throws {
        let list = try await EbbProcess.run(["bench", "--list"], onStore: false)
        let names = list.output.split(separator: "\n").map(String.init)
        #expect(Set(names).isSuperset(of: ["decay.read", "reads.many", "fold", "import"]))
        for name in names {
            let figures = try await bench(name)
            #expect(figures.contains { $0.name == name })
            for figure in figures {
                #expect(figure.value > 0 && figure.value.isFinite)
                #expect(figure.ratio.map { $0 > 0 && $0.isFinite } ?? true)
                #expect(figure.checksum != "0" && figure.checksum != "0.0")
            }
        }
    }

    @Test func `the same work gives the same checksum`() async throws {
        let first = try await bench("decay.fold").map(\.checksum)
        #expect(try await bench("decay.fold").map(\.checksum) == first)
    }

    @Test func `a figure that does not exist is wrong usage, and help comes from ebb-bench`()
        async throws
    {
        let unknown = try await EbbProcess.run(["bench", "nothing"], onStore: false)
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("unknown figure \"nothing\": expected one of decay.read"))
        let help = try await EbbProcess.run(["bench", "--help"], onStore: false)
        #expect(help.status == 0)
        #expect(help.output.contains("USAGE: ebb-bench"))
    }
}
