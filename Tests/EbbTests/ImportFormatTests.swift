import Foundation
import Harness
import Mongo
import Testing

/// `ebb import` of the formats and shapes that people have, as its user runs it.
@Suite(.store)
struct ImportFormatTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-formats-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = folder.appending(path: name).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func first(_ answer: EbbProcess.Answer) throws -> [String: Any] {
        try #require((try answer.json() as? [[String: Any]])?.first)
    }

    @Test func `several files at once end in a table with their sum`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let array = try file(
            "a.json", #"[{"user":"u","item":"i","action":"click","time":1400000000}]"#)
        let data = try file("u.data", "196\t242\t3\t881250949\n186\t302\t3\t891717742\n")
        let csv = try file(
            "b.csv", "visitorid,itemid,event,timestamp\nv,i,view,1400000000\nv,i,view,never\n")
        let answer = try await EbbProcess.run(["import", array, data])
        #expect(answer.status == 0)
        let total = answer.output.split(separator: "\n").last.map(String.init) ?? ""
        #expect(
            total.split(separator: " ").prefix(7).map(String.init)
                == ["all", "2", "3", "3", "0", "0", "0"], "\(answer.output)")
        #expect(answer.errors.contains("u.data: columns separated by tabs: 1 user, 2 item"))
        #expect(answer.errors.contains("in MovieLens' shape, each a rating"))
        let mapped = try await EbbProcess.run([
            "import", csv, array, "--map", "user=visitorid,item=itemid,action=event",
            "--action-map", "view=browse",
        ])
        #expect(mapped.status == 1)
        #expect(mapped.output.contains("1 unreadable time"), "\(mapped.output)")
        #expect(mapped.output.contains("FILE"), "\(mapped.output)")
    }

    @Test func `one log of Metarank's events is imported three times`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file(
            "events.jsonl",
            #"""
            {"event":"interaction","id":"1","timestamp":15,"user":"u","type":"click","item":"i"}
            {"event":"item","id":"2","timestamp":15,"item":"i","fields":[{"name":"tags"}]}
            {"event":"user","id":"3","timestamp":15,"user":"u","fields":[]}
            """#)
        for flags in [[], ["--items"], ["--profiles"]] {
            let answer = try first(
                try await EbbProcess.run(["import", path, "--format", "json"] + flags))
            #expect(answer["inserted"] as? Int == 1, "\(answer)")
            #expect(answer["passed"] as? Int == 2)
            #expect(answer["rejected"] as? Int == 0)
        }
    }

    @Test func `what is cleaned away is counted and no failure`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let lines = (0..<10).map {
            #"{"user":"u","item":"i\#($0 / 2)","action":"rating","value":\#($0),"#
                + #""time":\#(1_400_000_000 + $0)}"#
        }
        let path = try file("log.jsonl", lines.joined(separator: "\n"))
        let answer = try await EbbProcess.run([
            "import", path, "--normalize", "max", "--drop-repeats", "5s", "--max-burst", "3/1h",
        ])
        #expect(answer.status == 0)
        #expect(answer.output.contains("3 new, 0 in the log already"), "\(answer.output)")
        #expect(answer.output.contains("7 lines were skipped:"), "\(answer.output)")
        #expect(answer.output.contains("5 the same again within the window"), "\(answer.output)")
        #expect(answer.output.contains("2 more than a burst may have"), "\(answer.output)")
        let list = try await EbbProcess.run(["import", "--list"])
        #expect(list.output.contains("done"), "\(list.output)")
        let pipe = try await EbbProcess.run(
            ["import", "-", "--normalize", "max"], input: Data(lines[0].utf8))
        #expect(pipe.status == 1)
        #expect(pipe.output.contains("a pipe is read only once"), "\(pipe.output)")
    }

    @Test func `machines hear of the progress as objects`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file(
            "log.jsonl", #"{"user":"u","item":"i","action":"click","time":1400000000}"#)
        let answer = try await EbbProcess.run(["import", path, "--format", "json"])
        let news = try answer.errors.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(news.first??["detected"] as? String == "JSON Lines")
        #expect(news.first??["source"] as? String == path)
    }

    @Test(arguments: [
        ["--normalize", "0"], ["--normalize", "most"], ["--drop-repeats", "5"],
        ["--max-burst", "60"], ["--max-burst", "0/1h"], ["--map", "user"],
        ["--time-unit", "weeks"],
    ])
    func `a rule that says nothing is wrong usage`(flags: [String]) async throws {
        let answer = try await EbbProcess.run(["import", "log.csv"] + flags, onStore: false)
        #expect(answer.status == 64, "\(answer.errors)")
    }
}
