import Foundation
import Harness
import Testing

/// `ebb fold` as its user sees it.
@Suite(.store)
struct FoldCommandTests {
    private func fold() async throws -> [String: Any] {
        let answer = try await EbbProcess.run(["fold", "--format", "json"])
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.errors.isEmpty)
        return try #require(try answer.json() as? [String: Any])
    }

    private func interests(of user: String) async throws -> String {
        let answer = try await EbbProcess.run([
            "interests", user, "--at", "2014-06-01", "--format", "json",
        ])
        #expect(answer.output.contains("\"Weight\""))
        return answer.output
    }

    @Test func `everything pending is folded once, and reads are what they were`() async throws {
        let lines = (0..<300).map { number in
            #"{"user":"user\#(number % 7)","item":"item\#(number % 5)","action":"click","#
                + #""time":\#(1_400_000_000 + number)}"#
        }
        let input = Data(lines.joined(separator: "\n").utf8)
        #expect(try await EbbProcess.run(["import", "-"], input: input).status == 0)
        let before = try await interests(of: "user3")
        let first = try await fold()
        #expect(first["users"] as? Int == 7)
        #expect(first["behaviors"] as? Int == 300)
        let second = try await fold()
        #expect(second["behaviors"] as? Int == 0)
        #expect(try await interests(of: "user3") == before)
        let text = try await EbbProcess.run(["fold"])
        #expect(text.output == "Nothing was pending.\n")
    }

    @Test func `whose profile exceeds a document is named, and everybody else is folded`()
        async throws
    {
        // Ids of a thousand letters: 17,000 of them are more than 16 MB.
        let padding = String(repeating: "x", count: 1000)
        let huge = (0..<17_000).map { number in
            #"{"user":"huge","item":"\#(number)\#(padding)","action":"click","time":1400000000}"#
        }
        let others = ["ann", "zoe"].map { user in
            #"{"user":"\#(user)","item":"a","action":"click","time":1400000000}"#
        }
        let input = Data((huge + others).joined(separator: "\n").utf8)
        #expect(try await EbbProcess.run(["import", "-"], input: input).status == 0)
        let answer = try await EbbProcess.run(["fold", "--format", "json"])
        #expect(answer.status == 1)
        let report = try #require(try answer.json() as? [String: Any])
        #expect(report["users"] as? Int == 2)
        #expect(report["failed"] as? Int == 1)
        let failures = try #require(report["failures"] as? [[String: String]])
        #expect(failures.map { $0["user"] } == ["huge"])
        let line = "Error: 1 user could not be folded: huge (a profile of "
        #expect(answer.errors.hasPrefix(line), "\(answer.errors)")
        #expect(answer.errors.contains("16 MB") && answer.errors.contains("ebb law set --pruning"))
        for user in ["ann", "zoe"] {
            #expect(try await interests(of: user).contains("\"Weight\""))
        }
    }

    @Test func `a read saves what it folded, unless a flag forbids it`() async throws {
        let line = #"{"user":"ann","item":"a","action":"click","time":1400000000}"#
        #expect(try await EbbProcess.run(["import", "-"], input: Data(line.utf8)).status == 0)
        func read(_ flags: [String], environment: [String: String] = [:]) async throws -> Bool {
            let answer = try await EbbProcess.run(
                ["interests", "ann"] + flags, environment: environment)
            return answer.status == 0 && answer.output.contains("1 behavior")
        }
        func pending() async throws -> Int? {
            let answer = try await EbbProcess.run(["stats", "--format", "json"])
            return (try answer.json() as? [String: Any])?["pending"] as? Int
        }
        #expect(try await read(["--save-back", "never"]))
        #expect(try await read([], environment: ["EBB_SAVE_BACK": "when-stale"]))
        #expect(try await pending() == 1)
        #expect(try await read([]))
        #expect(try await pending() == 0)
        let wrong = try await EbbProcess.run(["interests", "ann", "--save-back", "sometimes"])
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("expected always, when-stale, never"), "\(wrong.errors)")
        let far = try await EbbProcess.run(["interests", "ann", "--stale-max", "0"])
        #expect(far.status == 1)
        #expect(far.errors.contains("from 1 to 10000"), "\(far.errors)")
    }
}
