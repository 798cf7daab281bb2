import Foundation
import Harness
import Testing

/// `ebb interests` over time and in categories.
@Suite(.store)
struct InterestViewTests {
    private static let log = """
        {"user":"ann","item":"alien","action":"click","time":"2024-01-01"}
        {"user":"ann","item":"brazil","action":"purchase","time":"2024-01-03"}
        """

    private func fill() async throws {
        let answer = try await EbbProcess.run(["import", "-"], input: Data(Self.log.utf8))
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(try await EbbProcess.run(["law", "set", "exponential", "2d"]).status == 0)
    }

    private func put(_ items: String) async throws {
        #expect(
            try await EbbProcess.run(["import", "--items", "-"], input: Data(items.utf8)).status
                == 0)
    }

    private func object(_ arguments: String...) async throws -> [String: Any] {
        let answer = try await EbbProcess.run(["interests", "ann", "--format", "json"] + arguments)
        return try #require(try answer.json() as? [String: Any], "\(answer.errors)")
    }

    /// Half-lives lie across the grid of the landmark, so the last digit may differ.
    private func isClose(_ found: Any?, _ expected: [Double]) -> Bool {
        guard let found = found as? [Double], found.count == expected.count else { return false }
        return zip(found, expected).allSatisfy { ($0 - $1).magnitude <= 4e-15 }
    }

    @Test func `a history is what the log gave at each moment`() async throws {
        try await fill()
        let history = try await object(
            "--history", "--from", "2024-01-01", "--to", "2024-01-05", "--points", "3")
        let curves = try #require(history["Interests"] as? [[String: Any]])
        #expect(curves.map { $0["ItemId"] as? String } == ["brazil", "alien"])
        #expect(isClose(curves[0]["Weights"], [0, 3, 1.5]))
        #expect(isClose(curves[1]["Weights"], [1, 0.5, 0.25]))
        #expect(
            history["Times"] as? [String] == [
                "2024-01-01T00:00:00Z", "2024-01-03T00:00:00Z", "2024-01-05T00:00:00Z",
            ])
    }

    @Test func `a history is drawn, and shown as a table`() async throws {
        try await fill()
        try await put(#"{"item":"alien","title":"Alien <1979>"}"#)
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("plot-\(UUID().uuidString).svg")
        defer { try? FileManager.default.removeItem(at: file) }
        let answer = try await EbbProcess.run([
            "interests", "ann", "--history", "--to", "2024-02-01", "--plot", file.path,
        ])
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.contains("Alien <1979>"))
        #expect(answer.output.contains("2024-02-01T00:00:00Z"))
        let svg = try String(contentsOf: file, encoding: .utf8)
        #expect(svg.contains("Alien &lt;1979&gt;"))
        #expect(svg.components(separatedBy: "<polyline").count == 3)
    }

    @Test func `a user without behaviors has no history`() async throws {
        let answer = try await EbbProcess.run(["interests", "nobody", "--history"])
        #expect(answer.status == 0)
        #expect(answer.output.contains("nobody has no behaviors"))
    }

    @Test func `categories follow the catalog at the next read`() async throws {
        try await fill()
        try await put(#"{"item":"alien","categories":["Horror"]}"#)
        let before = try await object("--categories", "--at", "2024-01-03")
        let horror = try #require(before["Categories"] as? [[String: Any]])
        #expect(horror.map { $0["Name"] as? String } == ["Horror"])
        #expect(isClose(horror.map { $0["Weight"] }, [0.5]))
        #expect(isClose([before["Uncategorized"]], [3]))
        try await put(#"{"item":"brazil","categories":["Comedy","Horror"],"labels":["ducts"]}"#)
        let after = try await object("--categories", "--at", "2024-01-03")
        let all = try #require(after["Categories"] as? [[String: Any]])
        #expect(all.map { $0["Name"] as? String } == ["Horror", "Comedy"])
        #expect(isClose(all.map { $0["Weight"] }, [3.5, 3]))
        let text = try await EbbProcess.run([
            "interests", "ann", "--categories", "--at", "2024-01-03",
        ])
        #expect(text.output.contains("ducts"), "\(text.output)")
    }

    @Test(arguments: [
        ["--plot", "x.svg"], ["--history", "--at", "now"], ["--history", "--points", "1"],
        ["--history", "--categories"], ["--categories", "--behaviors", "3"], ["--to", "now"],
    ])
    func `options that do not go together exit with 64`(arguments: [String]) async throws {
        let answer = try await EbbProcess.run(["interests", "ann"] + arguments, onStore: false)
        #expect(answer.status == 64, "\(answer.errors)")
    }
}
