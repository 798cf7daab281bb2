import Foundation
import Harness
import Mongo
import Testing

/// `ebb import` and `ebb inspect` of logs as people have them, as their user runs them.
@Suite(.store)
struct ImportCaseTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-cases-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = folder.appending(path: name).path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func log() async throws -> String {
        try await EbbProcess.run(["export", "behaviors"]).output
    }

    private let events = """
        timestamp,visitorid,event,itemid
        1433221332117,257597,view,355908
        1433221332118,257597,view,355909
        1433221332119,257598,view,355908

        """

    @Test func `views are no event ids`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let answer = try await EbbProcess.run([
            "import", try file("events.csv", events), "--map", "user=visitorid,item=itemid",
            "--action", "browse",
        ])
        #expect(answer.status == 0)
        #expect(answer.output.contains("3 new, 0 in the log already"), "\(answer.output)")
        #expect(answer.errors.contains("its values repeat"), "\(answer.errors)")
    }

    @Test func `stars of MovieLens are likings without a flag, and not twice with one`()
        async throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file("u.data", "196\t242\t5\t881250949\n186\t302\t4\t891717742\n")
        #expect(try await EbbProcess.run(["import", path]).status == 0)
        let text = try await log()
        #expect(text.contains(#""value":10"#), "\(text)")
        let again = try await EbbProcess.run(["import", path, "--normalize", "10"])
        #expect(again.status == 1)
        #expect(again.output.contains("--normalize 10"), "\(again.output)")
        #expect(try await log().split(separator: "\n").count == 2)
    }

    @Test func `a repeat within a file is counted apart from what the log has`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let rows = "user,item,action,time\nu,i,click,2024-01-01\nu,i,click,2024-01-01\n"
        let path = try file("a.csv", rows)
        let first = try await EbbProcess.run(["import", path])
        #expect(first.output.contains("1 new, 0 in the log already"), "\(first.output)")
        #expect(first.output.contains("1 repeated within this file, the first: user u"))
        let other = try file("b.csv", rows + "u,j,click,2024-01-01\n")
        let second = try await EbbProcess.run(["import", other])
        #expect(second.output.contains("1 new, 1 in the log already"), "\(second.output)")
        let pieces = try file("c.csv", rows.replacing("u,i", with: "v,i"))
        for _ in 0..<2 {
            _ = try await EbbProcess.run(["import", pieces, "--count-repeats", "--again"])
        }
        #expect(try await log().split(separator: "\n").count == 4)
        let ids = try file(
            "d.csv",
            "event,user,item,action,time\ne1,u,x,click,1700000000\ne1,u,y,click,1700000000\n")
        let third = try await EbbProcess.run(["import", ids, "--map", "event=event"])
        #expect(third.output.contains("1 not added, because another behavior has"), "\(third)")
    }

    @Test func `a folder is imported past its README`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try file("README.txt", "Summary of the dataset.\nSee the site.\n")
        _ = try file("links.csv", "movieId,imdbId\n1,0114709\n")
        _ = try file("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n")
        let answer = try await EbbProcess.run(["import", folder.path])
        #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
        #expect(answer.output.contains("1 new"), "\(answer.output)")
        #expect(answer.errors.contains("README.txt: skipped"), "\(answer.errors)")
        #expect(answer.errors.contains("links.csv: skipped"), "\(answer.errors)")
    }

    @Test func `hints name the flag that mends`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let western = folder.appending(path: "items.csv")
        try Data(
            Array("id,title,categories\n1,Mis".utf8) + [0xE9]
                + Array("r,\"a, b\"\n2,x,\"a, b\"\n".utf8)
        )
        .write(to: western)
        let items = try await EbbProcess.run(["import", "--items", western.path])
        #expect(items.output.contains("--encoding windows-1252"), "\(items.output)")
        #expect(items.output.contains("--list-separator ,"), "\(items.output)")
        let said = try await EbbProcess.run([
            "import", "--items", western.path, "--encoding", "latin-1", "--list-separator", ",",
        ])
        #expect(said.status == 0, "\(said.output)")
        let old = try file(
            "old.csv", "user,item,action,time\nu,i,click,17\nu,j,click,1700000000\n")
        let answer = try await EbbProcess.run(["import", old])
        #expect(answer.output.contains("1 of 2 times lie before 1980"), "\(answer.output)")
    }

    @Test func `a file without times takes what stands in for them`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file("ratings.csv", "user_id,book_id,rating\n1,258,5\n2,4081,4\n")
        let flags = ["--map", "item=book_id"]
        let none = try await EbbProcess.run(["import", path] + flags)
        #expect(none.output.contains("--time now"), "\(none.output)")
        let dated = try await EbbProcess.run(["import", path, "--time", "2024-01-31"] + flags)
        #expect(dated.output.contains("2 new"), "\(dated.output)")
        #expect(dated.output.contains("half-lives in behaviors"), "\(dated.output)")
        #expect(try await log().contains("2024-01-31"))
    }

    @Test func `inspect says what a file is and the command that imports it`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file("events.csv", events)
        let answer = try await EbbProcess.run(["inspect", path], onStore: false)
        #expect(answer.status == 1)
        #expect(answer.output.contains("visitorid"), "\(answer.output)")
        #expect(answer.output.contains("--action-map view=browse"), "\(answer.output)")
        let command = answer.output.split(separator: "\n").last.map(String.init) ?? ""
        let words = command.split(separator: " ").dropFirst().map(String.init)
        let imported = try await EbbProcess.run(words)
        #expect(imported.output.contains("3 new"), "\(command): \(imported.output)")
        let json = try await EbbProcess.run(
            [
                "inspect", path, "--format", "json", "--map",
                "user=visitorid,item=itemid,action=event",
            ],
            onStore: false)
        let object = try #require(try json.json() as? [String: Any])
        #expect(object["users"] as? Int == 2)
        #expect(object["items"] as? Int == 2)
        #expect((object["actions"] as? [String: Int])?["view"] == 3)
    }
}
