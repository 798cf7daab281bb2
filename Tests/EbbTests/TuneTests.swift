import Foundation
import Harness
import Testing

/// `ebb tune` as its user runs it.
@Suite(.store, .serialized)
struct TuneTests {
    /// Forty people whose interest moves on every few clicks.
    private var clicks: Data {
        var lines = ""
        for index in 0..<1200 {
            let user = index * 7 % 40
            let topic = (index / 150 + user) % 8
            lines += "{\"user\":\"u\(user)\",\"item\":\"t\(topic)-\(index * 13 % 5)\","
            lines += "\"action\":\"click\",\"time\":\(1_400_000_000 + index * 600)}\n"
        }
        return Data(lines.utf8)
    }

    private func law() async throws -> String {
        let answer = try await EbbProcess.run(["stats", "--format", "json"])
        return try #require((try answer.json() as? [String: Any])?["law"] as? String)
    }

    @Test func `what it finds is written into the settings only when told`() async throws {
        #expect(try await EbbProcess.run(["import", "-"], input: clicks).status == 0)
        let before = try await law()
        let arguments = [
            "tune", "--repeats", "--budget", "1s", "--law", "none", "--format", "json",
        ]
        let shown = try await EbbProcess.run(arguments)
        #expect(shown.status == 0, "\(shown.errors)")
        let answer = try #require(try shown.json() as? [String: Any])
        let steps = try #require(answer["steps"] as? [[String: Any]])
        #expect(steps[0]["law"] as? String == "none")
        #expect(answer["applied"] as? Bool == false)
        #expect(try await law() == before)
        let applied = try await EbbProcess.run(arguments + ["--apply"])
        #expect(applied.status == 0, "\(applied.errors)")
        let found = try #require(try applied.json() as? [String: Any])
        #expect(found["applied"] as? Bool == true)
        #expect(try await law() == found["law"] as? String)
        // What is trained from now on is trained by what was found: among it, that repeats count.
        let parameters = try #require(found["parameters"] as? [String: String])
        #expect(parameters["repeats"] == "true")
        let trained = try await EbbProcess.run(["train", "blend", "--format", "json"])
        let models = try #require(try trained.json() as? [[String: Any]])
        let described = try #require(models[0]["parameters"] as? [String: String])
        #expect(described["countsRepeats"] == "true")
        let otherwise = try await EbbProcess.run(
            ["train", "blend", "--no-repeats", "--ridge", "77", "--augment", "drop=0.2"]
                + ["--format", "json"])
        let others = try #require(try otherwise.json() as? [[String: Any]])
        let told = try #require(others[0]["parameters"] as? [String: String])
        #expect(told["countsRepeats"] == "false" && told["ridge"] == "77.0")
        #expect(told["augmentation"] == "drop=0.2")
    }

    @Test func `a person reads what was tried, and what to do next`() async throws {
        let answer = try await EbbProcess.run(
            ["tune", "-", "--repeats", "--budget", "1s"], input: clicks, onStore: false)
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.contains("as it is"))
        #expect(answer.output.contains("Nothing changed: use --apply"))
        #expect(answer.output.contains("ebb train"))
    }

    @Test(arguments: [
        ["--budget", "0s"], ["--law", "nonsense"], ["--gain", "click"], ["--ridge", "0"],
        ["--blend-neighbors", "x"], ["--shrinkage", "-1"], ["--blend-trends", "soon"],
    ])
    func `wrong usage exits with 64`(arguments: [String]) async throws {
        let answer = try await EbbProcess.run(["tune", "-"] + arguments, onStore: false)
        #expect(answer.status == 64, "\(answer.errors)")
    }

    @Test func `an empty log says so in one sentence`() async throws {
        let answer = try await EbbProcess.run(["tune", "-"], input: Data(), onStore: false)
        #expect(answer.status == 1)
        #expect(answer.errors.contains("Error:"), "\(answer.errors)")
    }
}
