import Foundation
import Harness
import Testing

/// `ebb law set --initial network` and `--gain click=network`: what a model found becomes a number
/// in the settings.
@Suite(.store)
struct InitialInterestTests {
    /// People who come back to what they bought, and not to what they clicked.
    private var behaviors: Data {
        var lines = ""
        for user in 0..<40 {
            for (hour, item) in [0, 1, 2, 3].enumerated() {
                let action = item == user % 4 ? "purchase" : "click"
                for again in 0..<(action == "purchase" ? 3 : 1) {
                    lines += "{\"user\":\"u\(user)\",\"item\":\"i\(item)\","
                    lines += "\"action\":\"\(action)\","
                    lines += "\"time\":\(1_400_000_000 + hour * 3600 + again * 86_400)}\n"
                }
            }
        }
        return Data(lines.utf8)
    }

    private func run(_ arguments: String...) async throws -> EbbProcess.Answer {
        try await EbbProcess.run(arguments)
    }

    private func gain(of action: String) async throws -> [String: Any] {
        let shown = try await run("law", "show", "--format", "json").json() as? [String: Any]
        let settings = try #require(shown?["settings"] as? [String: Any])
        let gains = try #require(settings["gains"] as? [[String: Any]])
        return try #require(gains.first { $0["action"] as? String == action })
    }

    private func initial(of action: String) async throws -> Double? {
        let gain = try await gain(of: action)
        #expect(gain["growthCoefficient"] != nil)
        return gain["initial"] as? Double
    }

    private func weight() async throws -> Double {
        let answer = try await run(
            "interests", "u1", "--at", "2014-05-13T17:30:00Z", "--format", "json")
        let found = try answer.json() as? [String: Any]
        let interests = try #require(found?["Interests"] as? [[String: Any]])
        let own = try #require(interests.first { $0["ItemId"] as? String == "i0" })
        return try #require(own["Weight"] as? Double)
    }

    @Test func `the model's numbers are in the settings, and profiles are folded by them`()
        async throws
    {
        #expect(try await EbbProcess.run(["import", "-"], input: behaviors).status == 0)
        #expect(try await run("law", "set", "none", "--gain", "click=growth:0.5/d").status == 0)
        #expect(try await weight() == 1)
        let untrained = try await run("law", "set", "--initial", "network")
        #expect(untrained.status == 1)
        #expect(untrained.errors.contains("ebb train network"), "\(untrained.errors)")

        #expect(try await run("train", "network").status == 0)
        let set = try await run("law", "set", "--initial", "network")
        #expect(set.status == 0, "\(set.errors)")
        let found = try #require(try await initial(of: "click"))
        #expect(0...1 ~= found && found != 1)
        #expect(try await weight() == found)
        // The same to the bit when all is folded again: only the log and the settings matter.
        let rebuilt = try await run("rebuild", "--all", "--format", "json").json() as? [String: Any]
        #expect(rebuilt?["repaired"] as? Int == 0, "\(String(describing: rebuilt))")
        #expect(try await weight() == found)

        #expect(try await run("law", "set", "--initial", "0.25").status == 0)
        #expect(try await weight() == 0.25)
        #expect(try await run("law", "set", "--initial", "1").status == 0)
        #expect(try await initial(of: "click") == nil)
        #expect(try await weight() == 1)
    }

    @Test func `each behavior adds what the model found, if requested`() async throws {
        #expect(try await EbbProcess.run(["import", "-"], input: behaviors).status == 0)
        #expect(try await run("law", "set", "none").status == 0)
        let untrained = try await run("law", "set", "--gain", "click=network")
        #expect(untrained.status == 1)
        #expect(untrained.errors.contains("ebb train network"), "\(untrained.errors)")

        #expect(try await run("train", "network").status == 0)
        let set = try await run(
            "law", "set", "--gain", "click=network", "--gain", "purchase=network")
        #expect(set.status == 0, "\(set.errors)")
        let clicked = try #require(try await gain(of: "click")["gain"] as? Double)
        let bought = try #require(try await gain(of: "purchase")["gain"] as? Double)
        #expect(0...1 ~= clicked && 0...1 ~= bought && clicked < bought)
        #expect(try await weight() == clicked)
        let rebuilt = try await run("rebuild", "--all", "--format", "json").json() as? [String: Any]
        #expect(rebuilt?["repaired"] as? Int == 0, "\(String(describing: rebuilt))")

        let uncounted = try await run("law", "set", "--gain", "rating=network")
        #expect(uncounted.status == 1)
        #expect(uncounted.errors.contains("does not count this action"), "\(uncounted.errors)")
        let tuned = try await run("tune", "--gain", "click=network")
        #expect(tuned.status == 64)
        #expect(tuned.errors.contains("only ebb law set"), "\(tuned.errors)")
    }

    @Test func `where no gain grows it says what to add`() async throws {
        let answer = try await run("law", "set", "--initial", "0.5")
        #expect(answer.status == 1)
        #expect(answer.errors.contains("--gain click=growth:0.5/d"), "\(answer.errors)")
        #expect(answer.errors.split(separator: "\n").count == 1)
    }

    @Test(arguments: ["2", "-1", "nan", "lots"])
    func `an initial interest that cannot be is wrong usage`(_ text: String) async throws {
        let answer = try await EbbProcess.run(
            ["law", "set", "--initial=\(text)"], onStore: false)
        #expect(answer.status == 64)
    }
}
