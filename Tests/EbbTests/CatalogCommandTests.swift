import Foundation
import Harness
import Testing

/// `ebb user`, `item`, `behavior`, `model` and `settings` as their user sees them.
@Suite(.store)
struct CatalogCommandTests {
    @discardableResult
    private func run(_ arguments: String..., status: Int32 = 0) async throws -> EbbProcess.Answer {
        let answer = try await EbbProcess.run(arguments)
        #expect(answer.status == status, "\(arguments): \(answer.output)\(answer.errors)")
        return answer
    }

    private func importLog() async throws {
        let lines = [("ann", "a"), ("bob", "a"), ("ann", "b")].enumerated().map { number, pair in
            #"{"user":"\#(pair.0)","item":"\#(pair.1)","action":"click","#
                + #""time":\#(1_400_000_000 + number)}"#
        }
        let input = Data(lines.joined(separator: "\n").utf8)
        #expect(try await EbbProcess.run(["import", "-"], input: input).status == 0)
    }

    @Test func `an item is made, edited, found, hidden and deleted`() async throws {
        try await importLog()
        try await run("item", "show", "a", status: 1)
        #expect(
            try await run("item", "edit", "a", "--title", "Alien <i>", "--category", "horror")
                .output
                == "Created item a\n")
        try await run("item", "edit", "b", "--title", "Brazil")
        try await run("item", "edit", "a", "--hidden", "--label", "space")
        let shown = try await run("item", "show", "a", "--format", "json").json() as? [String: Any]
        #expect(shown?["title"] as? String == "Alien <i>")
        #expect(shown?["categories"] as? [String] == ["horror"])
        #expect(shown?["labels"] as? [String] == ["space"])
        #expect(shown?["hidden"] as? Bool == true)
        let page = try await run("item", "list", "--limit", "1").output
        #expect(page.contains("Next page: --after 'a'"), "\(page)")
        let rest = try await run("item", "list", "--after", "a").output
        #expect(rest.contains("Brazil") && !rest.contains("Alien"))
        #expect(try await run("item", "list", "--search", "SPACE alien").output.contains("Alien"))
        let unasked = try await run("item", "delete", "a", status: 1)
        #expect(unasked.errors.contains("--yes"))
        let deleted = try await run("item", "delete", "a", "--behaviors", "--yes")
        #expect(deleted.output == "Deleted item a and 2 behaviors on it\n")
        try await run("item", "delete", "a", "--yes", status: 1)
        try await run("item", "edit", "a", status: 64)
        try await run("item", "list", "--limit", "0", status: 64)
    }

    @Test func `users are listed page by page, and their profiles edited`() async throws {
        try await importLog()
        let first = try await run("user", "list", "--limit", "1").output
        #expect(first == "ann\n\nNext page: --after 'ann'\n")
        #expect(try await run("user", "list", "--after", "ann").output == "bob\n")
        try await run("user", "edit", "ann", "--comment", "good", "--label", "vip")
        try await run("user", "edit", "ann", "--label", "new")
        let shown =
            try await run("user", "show", "ann", "--format", "json").json() as? [String: Any]
        #expect(shown?["comment"] as? String == "good")
        #expect(shown?["labels"] as? [String] == ["new"])
        #expect(shown?["behaviors"] as? Int == 2)
        #expect(try await run("user", "list", "--profiles").output == "ann\n")
        try await run("forget", "ann", "--yes")
        let kept = try await run("user", "edit", "ann", "--comment", "again", status: 1)
        #expect(kept.errors.contains("ann was erased"), "\(kept.errors)")
    }

    @Test func `behaviors are listed from the newest on, and deleted`() async throws {
        try await importLog()
        let ofAnn = try await run("behavior", "list", "--user", "ann", "--format", "json").json()
        let items = (ofAnn as? [[String: Any]])?.map { $0["item"] as? String }
        #expect(items == ["b", "a"])
        let towardsA = try await run("behavior", "list", "--item", "a").output
        #expect(towardsA.contains("bob") && towardsA.contains("ann"))
        let noted =
            #"{"user":"cat","item":"c","action":"click","time":1400000000,"labels":["gift"],"#
            + #""comment":"for Bob"}"#
        #expect(try await EbbProcess.run(["import", "-"], input: Data(noted.utf8)).status == 0)
        let ofCat = try await run("behavior", "list", "--user", "cat", "--format", "json").json()
        let answer = try #require((ofCat as? [[String: Any]])?.first)
        #expect(answer["comment"] as? String == "for Bob")
        #expect(answer["labels"] as? [String] == ["gift"])
        #expect(try await run("behavior", "list", "--user", "cat").output.contains("for Bob"))
        try await run("behavior", "list", status: 64)
        let before = try await run("interests", "ann").output
        #expect(before.contains("\n") && before.contains("a"))
        let deleted = try await run("behavior", "delete", "--user", "ann", "--item", "a", "--yes")
        #expect(deleted.output == "Deleted 1 behaviors of ann on a from the log\n")
        let left = try await run("interests", "ann", "--format", "json").output
        #expect(left.contains("\"b\"") && !left.contains("\"a\""), "\(left)")
        try await run("doctor", "--documents")
    }

    @Test func `the version before serves when the newest is deleted`() async throws {
        try await importLog()
        for _ in 0..<2 { try await run("train", "popular") }
        let list = try await run("model", "list", "--format", "json").json() as? [[String: Any]]
        #expect(list?.map { $0["Version"] as? Int } == [2, 1])
        #expect(list?.map { $0["Serves"] as? Bool } == [true, false])
        #expect(try await run("model", "show", "popular").output.contains("popular 2"))
        try await run("model", "show", "popular", "7", status: 1)
        try await run("model", "delete", "popular", "--yes")
        #expect(try await run("model", "show", "popular").output.contains("popular 1"))
        try await run("doctor")
    }

    @Test func `settings come back by the file that shows them`() async throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "ebb-settings-\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await run("law", "set", "exponential", "9d")
        let shown = try await run("settings", "show").output
        try shown.write(toFile: file, atomically: true, encoding: .utf8)
        try await run("law", "set", "none")
        try await run("settings", "set", file)
        #expect(try await run("settings", "show").output == shown)
        try await run("settings", "set", "/nowhere.json", status: 1)
    }
}
