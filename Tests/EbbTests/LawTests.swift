import Foundation
import Harness
import Mongo
import Testing

/// `ebb law` and `ebb rebuild` on the sample log.
@Suite(.store)
struct LawTests {
    private static let law = ["exponential", "12h:0.25", "+", "30d:0.75"]

    private func run(_ arguments: String...) async throws -> EbbProcess.Answer {
        try await EbbProcess.run(arguments)
    }

    private func importSample() async throws {
        let answer = try await EbbProcess.run([
            "import", Sample.ratings.path, "--columns", "user,item,value,time", "--action",
            "rating",
        ])
        #expect(answer.status == 0, "\(answer.errors)")
    }

    /// The documents as the server has them, byte by byte.
    private func documents() async throws -> [BSON] {
        let sort = BSON { $0.append("_id", Int32(1)) }
        return try await LentStore.current.store.perform(
            Find<BSON>("weights", filter: .empty, options: FindOptions(sort: sort)))
    }

    private func object(_ answer: EbbProcess.Answer) throws -> [String: Any] {
        try #require(try answer.json() as? [String: Any])
    }

    @Test func `a new law is right at the next read, and rebuilding gives the same bytes`()
        async throws
    {
        try await importSample()
        let users = (1...30).map(String.init)
        for user in users { #expect(try await run("interests", user).status == 0) }
        let at = ["--at", "2014-01-01", "--format", "json"]
        let before = try await EbbProcess.run(["interests", "7"] + at)

        let set = try await EbbProcess.run(["law", "set"] + Self.law)
        #expect(set.status == 0, "\(set.errors)")
        #expect(set.output.contains("exponential 12h:0.25 + 30d:0.75"))
        #expect(set.output.contains("folded by older settings"), "\(set.output)")
        for user in users { #expect(try await run("interests", user).status == 0) }
        #expect(try await EbbProcess.run(["interests", "7"] + at).output != before.output)
        let lazy = try await documents()
        #expect(lazy.count == 30)

        #expect(try await run("law", "set", "power", "7d", "1").status == 0)
        #expect(try await object(run("rebuild", "--format", "json"))["updated"] as? Int == 30)
        #expect(try await documents() != lazy)
        #expect(try await EbbProcess.run(["law", "set"] + Self.law).status == 0)
        #expect(try await object(run("rebuild", "--format", "json"))["updated"] as? Int == 30)
        #expect(try await documents() == lazy)

        #expect(try await run("rebuild").output.contains("up to date"))
        let all = try await object(run("rebuild", "--all", "--format", "json"))
        #expect(all["unchanged"] as? Int == 30)
        #expect(all["repaired"] as? Int == 0)
    }

    @Test func `what is shown can be set again from a file`() async throws {
        #expect(
            try await run("law", "set", "--gain", "rating=1..5", "--gain", "browse=none").status
                == 0)
        let shown = try await object(run("law", "show", "--format", "json"))
        #expect(shown["law"] as? String == "exponential 2d:0.5 + 30d:0.5")
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("settings-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let settings = try #require(shown["settings"])
        try JSONSerialization.data(withJSONObject: settings).write(to: file)
        #expect(
            try await run("law", "set", "none", "--gain", "like=1", "--pruning", "1e-9").status == 0
        )
        let back = try await run("law", "set", "--file", file.path)
        #expect(back.status == 0, "\(back.errors)")
        #expect(back.output.contains("gain of like"))
        let again = try await object(run("law", "show", "--format", "json"))
        #expect(NSDictionary(dictionary: again) == NSDictionary(dictionary: shown))
    }

    @Test func `changes are printed, and settings without changes are not saved`() async throws {
        let set = try await run(
            "law", "set", "--gain", "click=2", "--gain", "order=3/value", "--gain",
            "view=growth:0.5/d")
        for words in ["gain of click", "gain of order", "3/value", "growth:0.5/d", "none"] {
            #expect(set.output.contains(words), "\(set.output)")
        }
        #expect(!set.output.contains("law "))
        #expect(try await run("law", "set", "--gain", "click=2").output.contains("Nothing changed"))
        let shown = try await run("law")
        #expect(shown.output.contains("gain of view"), "\(shown.output)")
    }

    @Test func `stats and doctor name the law on one line`() async throws {
        #expect(try await run("stats").output.contains("The law is exponential 2d:0.5 + 30d:0.5; "))
        #expect(try await run("doctor").output.contains("the law is exponential 2d:0.5 + 30d:0.5"))
    }

    /// One sentence that names the key and its range, before any store is opened.
    @Test(arguments: [
        (["exponential", "0d"], "halfLife must be 1s to"),
        (["exponential", "nand"], "halfLife must be"),
        (["exponential", "infd"], "halfLife must be"),
        (["exponential", "900000y"], "halfLife must be"),
        (["exponential", "2d:0.5", "+", "30d:0.6"], "coefficient"),
        (["logistic", "0/d"], "decayCoefficient must be"),
        (["power", "7d", "9"], "exponent must be 1, 2 or 3"),
        (["linear", "3"], "the law must be one of"),
        (["published-per-read", "0.1/d"], "the law must be one of"),
        (["--pruning", "0.5"], "pruning must be"),
        (["--gain", "click=1e9"], "the gain of click: gain must be"),
        (["--gain", "rating=5..1"], "highest must be above lowest"),
        (["--gain", "click=lots"], "the gain of click"),
        (["--gain", "click"], "ACTION=GAIN"),
        (["--file", "/nowhere/law.json"], "/nowhere/law.json"),
    ])
    func `what cannot be is refused in one sentence`(
        arguments: [String], words: String
    ) async throws {
        let answer = try await EbbProcess.run(["law", "set"] + arguments, onStore: false)
        #expect(answer.status == 1)
        #expect(answer.errors.contains(words), "\(answer.errors)")
        #expect(answer.errors.split(separator: "\n").count == 1, "\(answer.errors)")
    }

    @Test(arguments: [
        (#"{"law":"exponential","parameters":{"components":[]},"gains":[],"x":1}"#, "x must be"),
        (#"{"law":"none","parameters":{},"gains":[{"action":"a","weight":1}]}"#, "weight must be"),
        (#"{"law":"none","parameters":{}}"#, "gains must be"),
        ("[1]", "must be an object"),
        ("{", "JSON"),
    ])
    func `a file with a wrong key is refused by name`(json: String, words: String) async throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("settings-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(json.utf8).write(to: file)
        let answer = try await EbbProcess.run(["law", "set", "--file", file.path], onStore: false)
        #expect(answer.status == 1)
        #expect(answer.errors.contains(words), "\(answer.errors)")
        #expect(answer.errors.contains(file.path))
    }

    @Test(arguments: [
        ["law", "set"], ["law", "set", "none", "--file", "x.json"], ["law", "unset"],
    ])
    func `wrong usage exits with 64`(arguments: [String]) async throws {
        #expect(try await EbbProcess.run(arguments, onStore: false).status == 64)
    }
}
