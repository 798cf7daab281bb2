import Foundation
import Harness
import Testing

/// `ebb prune`: what has faded to nothing goes, and comes back where less may go.
@Suite(.store)
struct PruneTests {
    /// Twenty items once, and a month later one item a thousand times and more.
    private var behaviors: Data {
        let lines = (0..<1_200).map { number in
            let (item, day) = number < 20 ? (number, 0) : (99, 30)
            return #"{"user":"ann","item":"i\#(item)","action":"click","#
                + #""time":\#(1_400_000_000 + day * 86_400 + number)}"#
        }
        return Data(lines.joined(separator: "\n").utf8)
    }

    private func run(_ arguments: String...) async throws -> EbbProcess.Answer {
        try await EbbProcess.run(arguments)
    }

    private func kept() async throws -> Int {
        let answer = try await run(
            "interests", "ann", "--at", "2014-06-13", "-n", "100", "--format", "json")
        let found = try #require(try answer.json() as? [String: Any])
        return try #require(found["Interests"] as? [Any]).count
    }

    private func updated(_ answer: EbbProcess.Answer) throws -> Int? {
        (try answer.json() as? [String: Any])?["updated"] as? Int
    }

    @Test func `interests under the part are dropped, the log keeps them`() async throws {
        #expect(try await run("law", "set", "exponential", "1d").status == 0)
        #expect(try await EbbProcess.run(["import", "-"], input: behaviors).status == 0)
        #expect(try await run("fold").status == 0)
        #expect(try await kept() == 21)
        #expect(try await updated(run("prune", "--below", "1e-6", "--format", "json")) == 1)
        #expect(try await kept() == 1)
        #expect(try await run("prune").output.contains("up to date"))
        let rebuilt = try await run("rebuild", "--all", "--format", "json").json() as? [String: Any]
        #expect(rebuilt?["repaired"] as? Int == 0)
        #expect(try await updated(run("prune", "--below", "0", "--format", "json")) == 1)
        #expect(try await kept() == 21)
    }

    @Test(arguments: ["1", "-1", "nan", "little"])
    func `a part that cannot be is wrong usage`(_ text: String) async throws {
        let answer = try await EbbProcess.run(["prune", "--below=\(text)"], onStore: false)
        #expect(answer.status == 64)
    }
}
