import Foundation
import Harness
import Testing

/// `ebb forget` as its user sees it.
@Suite(.store)
struct ForgetCommandTests {
    private let lines = ["ann", "bob", "ann"].enumerated().map { number, user in
        #"{"user":"\#(user)","item":"i\#(number)","action":"click","time":\#(1_400_000_000)}"#
    }

    private func importLog() async throws -> String {
        let input = Data(lines.joined(separator: "\n").utf8)
        let answer = try await EbbProcess.run(["import", "-"], input: input)
        #expect(answer.status == 0, "\(answer.errors)")
        return answer.output
    }

    @Test func `an erased user is not brought back by the same file`() async throws {
        _ = try await importLog()
        let profile = Data(#"{"id":"ann","labels":["vip"]}"#.utf8)
        #expect(
            try await EbbProcess.run(["import", "-", "--profiles"], input: profile).status == 0)
        #expect(try await EbbProcess.run(["interests", "ann"]).status == 0)
        let unasked = try await EbbProcess.run(["forget", "ann"])
        #expect(unasked.status == 1)
        #expect(unasked.errors.contains("--yes"))
        let before = try await EbbProcess.run(["forget", "ann", "--verify"])
        #expect(before.status == 1)
        #expect(before.output.contains("2 behaviors, 1 weight documents, 1 profiles"))

        let erased = try await EbbProcess.run(["forget", "ann", "--yes"])
        #expect(erased.status == 0, "\(erased.errors)")
        #expect(
            erased.output == """
                Erased of ann: 2 behaviors, 1 weight documents, 1 profiles
                The store has no data of ann
                New data of the user is rejected

                """)
        let again = try await importLog()
        #expect(again.contains("0 new, 1 in the log already"), "\(again)")
        #expect(again.contains("2 of a user who is forgotten"), "\(again)")
        let profiles = try await EbbProcess.run(["import", "-", "--profiles"], input: profile)
        #expect(profiles.output.contains("1 of a user who is forgotten"), "\(profiles.output)")
        let after = try await EbbProcess.run(["forget", "ann", "--verify", "--format", "json"])
        #expect(after.status == 0)
        let json = try #require(try after.json() as? [String: Any])
        #expect(json["remaining"] as? Int == 0)
        #expect(json["isForgotten"] as? Bool == true)
    }

    @Test func `who is readmitted can be imported again`() async throws {
        _ = try await importLog()
        #expect(try await EbbProcess.run(["forget", "ann", "--yes"]).status == 0)
        let readmitted = try await EbbProcess.run(["forget", "ann", "--readmit"])
        #expect(readmitted.output.hasPrefix("New data of ann is allowed again\n"))
        #expect(try await importLog().contains("2 new, 1 in the log already"))
        let nobody = try await EbbProcess.run(["forget", "bob", "--readmit"])
        #expect(nobody.output.contains("bob was not erased"))
        #expect(
            try await EbbProcess.run(["forget", "ann", "--readmit", "--verify"], onStore: false)
                .status
                == 64)
    }
}
