import Foundation
import Harness
import Testing

/// `ebb fold` as its user sees it.
@Suite(.store)
struct FoldCommandTests {
    private func fold() throws -> [String: Any] {
        let answer = try EbbProcess.run(["fold", "--format", "json"])
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.errors.isEmpty)
        return try #require(try answer.json() as? [String: Any])
    }

    private func interests(of user: String) throws -> String {
        let answer = try EbbProcess.run([
            "interests", user, "--at", "2014-06-01", "--format", "json",
        ])
        #expect(answer.output.contains("\"weight\""))
        return answer.output
    }

    @Test func `everything pending is folded once, and reads are what they were`() throws {
        let lines = (0..<300).map { number in
            #"{"user":"user\#(number % 7)","item":"item\#(number % 5)","action":"click","#
                + #""time":\#(1_400_000_000 + number)}"#
        }
        let input = Data(lines.joined(separator: "\n").utf8)
        #expect(try EbbProcess.run(["import", "-"], input: input).status == 0)
        let before = try interests(of: "user3")
        let first = try fold()
        #expect(first["users"] as? Int == 7)
        #expect(first["behaviors"] as? Int == 300)
        let second = try fold()
        #expect(second["behaviors"] as? Int == 0)
        #expect(try interests(of: "user3") == before)
        let text = try EbbProcess.run(["fold"])
        #expect(text.output == "Nothing was pending.\n")
    }

    @Test func `a read saves back what it folded, unless it is told not to`() throws {
        let line = #"{"user":"ann","item":"a","action":"click","time":1400000000}"#
        #expect(try EbbProcess.run(["import", "-"], input: Data(line.utf8)).status == 0)
        func read(_ flags: [String], environment: [String: String] = [:]) throws -> Bool {
            let answer = try EbbProcess.run(
                ["interests", "ann"] + flags, environment: environment)
            return answer.status == 0 && answer.output.contains("1 behaviour")
        }
        func pending() throws -> Int? {
            let answer = try EbbProcess.run(["stats", "--format", "json"])
            return (try answer.json() as? [String: Any])?["pending"] as? Int
        }
        #expect(try read(["--save-back", "never"]))
        #expect(try read([], environment: ["EBB_SAVE_BACK": "when-stale"]))
        #expect(try pending() == 1)
        #expect(try read([]))
        #expect(try pending() == 0)
        let wrong = try EbbProcess.run(["interests", "ann", "--save-back", "sometimes"])
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("always, when-stale or never is needed"), "\(wrong.errors)")
        let far = try EbbProcess.run(["interests", "ann", "--stale-max", "0"])
        #expect(far.status == 1)
        #expect(far.errors.contains("from 1 to 10000"), "\(far.errors)")
    }
}
