import Foundation
import Harness
import Mongo
import Testing

/// `ebb retention` and what it says of the other commands.
@Suite(.store)
struct RetentionCommandTests {
    private func run(_ arguments: String...) async throws -> EbbProcess.Answer {
        try await EbbProcess.run(arguments)
    }

    private func importClicks(_ times: [Int], status: Int32 = 0) async throws -> EbbProcess.Answer {
        let lines = times.map { time in
            #"{"user":"ann","item":"item\#(time)","action":"click","time":\#(time)}"#
        }
        let input = Data(lines.joined(separator: "\n").utf8)
        let answer = try await EbbProcess.run(["import", "-"], input: input)
        #expect(answer.status == status, "\(answer)")
        return answer
    }

    @Test func `a retention is set, shown, told by doctor and taken back`() async throws {
        #expect(try await run("retention").output == "The log is kept forever.\n")
        _ = try await importClicks([1_400_000_000])
        #expect(try await run("fold").status == 0)
        let dry = try await run("retention", "set", "400d", "--dry-run")
        #expect(
            dry.output
                == "The log is kept forever.\n1 behaviors are older and would be deleted.\n"
        )
        #expect(
            try await run("retention", "set", "400d").output
                == "Folded behaviors are kept for 400d.\n1 behaviors are older and are being "
                + "deleted.\n")
        let shown = try await run("retention", "show", "--format", "json").json() as? [String: Any]
        #expect(shown?["retention"] as? String == "400d")
        #expect(try await run("doctor").output.contains("ok    retention"))
        #expect(try await run("stats").output.contains("kept for 400d"))
        #expect(try await run("retention", "set", "off").status == 0)
        #expect(try await run("retention").output.hasPrefix("The log is kept forever.\n"))
    }

    @Test func `what is older than the retention is a bad line`() async throws {
        #expect(try await run("retention", "set", "400d").status == 0)
        let now = Int(Date.now.timeIntervalSince1970)
        let answer = try await importClicks([1_400_000_000, now - 3600], status: 1)
        #expect(answer.output.contains("no longer keeps (ebb retention)"), "\(answer.output)")
        #expect(answer.output.contains("1 new"), "\(answer.output)")
    }

    @Test func `where a part of the log is gone, the past is refused and a new law must be meant`()
        async throws
    {
        _ = try await importClicks([1_400_000_000, 1_500_000_000])
        let present = ["interests", "ann", "--at", "2037-01-01"]
        let before = try await EbbProcess.run(present)
        let first = BSON { $0.append("item", "item1400000000") }
        _ = try await LentStore.current.store.perform(DeleteMany("behaviors", filter: first))

        #expect(try await EbbProcess.run(present).output == before.output)
        let told = try await run("retention").output
        #expect(told.contains("1 behaviors were deleted"), "\(told)")
        for past in [["--at", "2018-01-01"], ["--history"]] {
            let answer = try await EbbProcess.run(["interests", "ann"] + past)
            #expect(answer.status == 1)
            #expect(answer.errors.contains("no longer kept, so the past is unknown"))
        }
        let rebuilt = try await run("rebuild", "--all")
        #expect(rebuilt.status == 0)
        #expect(rebuilt.output.contains("1 skipped: the log no longer has all"))
        #expect(try await EbbProcess.run(present).output == before.output)

        let refused = try await run("law", "set", "exponential", "9d")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("add --from-what-is-left"))
        #expect(try await EbbProcess.run(present).output == before.output)
        #expect(try await run("law", "set", "exponential", "9d", "--from-what-is-left").status == 0)
        #expect(try await run("rebuild").output.hasPrefix("1 profiles folded again"))
        // The remaining log is complete by its own count: the past is available again.
        let left = try await run("interests", "ann", "--at", "2018-01-01")
        #expect(left.output.contains("item1500000000"))
        #expect(!left.output.contains("item1400000000"))
    }

    @Test func `a law that needs the whole log and a retention exclude each other`() async throws {
        #expect(try await run("law", "set", "logistic-reset", "0.1/d").status == 0)
        let refused = try await run("retention", "set", "30d")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("needs the whole log"))
        #expect(try await run("law", "set", "exponential", "9d").status == 0)
        #expect(try await run("retention", "set", "30d").status == 0)
        let law = try await run("law", "set", "logistic-reset", "0.1/d", "--from-what-is-left")
        #expect(law.status == 1)
        #expect(law.errors.contains("first run ebb retention set off"))
    }

    @Test func `profiles of another law are folded again before a retention`() async throws {
        _ = try await importClicks([1_400_000_000])
        #expect(try await run("fold").status == 0)
        #expect(try await run("law", "set", "exponential", "9d").status == 0)
        let refused = try await run("retention", "set", "30d")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("run ebb rebuild first"))
        #expect(try await run("rebuild").status == 0)
        #expect(try await run("retention", "set", "30d").status == 0)
    }
}
