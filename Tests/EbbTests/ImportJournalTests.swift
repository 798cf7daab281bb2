import Foundation
import Harness
import Mongo
import Testing

/// Imports that are killed, repeated, or run into each other.
@Suite(.store)
struct ImportJournalTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-import-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ lines: [String]) throws -> String {
        let path = folder.appending(path: name).path
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func clicks(_ count: Int) -> [String] {
        (0..<count).map {
            #"{"user":"u\#($0 % 97)","item":"i\#($0 % 89)","action":"click","#
                + #""time":\#(1_400_000_000 + $0)}"#
        }
    }

    private func log(in database: String) async throws -> [BSON] {
        var configuration = try LentStore.current.configuration
        configuration.database = database
        let store = try Store(configuration)
        let sort = BSON { $0.append("_id", Int32(1)) }
        let found: [BSON] = try await store.perform(
            Find("behaviors", filter: .empty, options: FindOptions(sort: sort)))
        await store.close()
        return found
    }

    private func journal() async throws -> [[String: Any]] {
        let answer = try await EbbProcess.run(["import", "--list", "--format", "json"])
        return try #require(try answer.json() as? [[String: Any]])
    }

    /// Starts an import and kills it when its first checkpoint is in the journal.
    ///
    /// The shell watches, because the tests' own threads may all be waiting for processes.
    private func killAtCheckpoint(
        _ arguments: [String], list: [String]
    ) async throws {
        func quoted(_ words: [String]) -> String {
            words.map { "'\($0)'" }.joined(separator: " ")
        }
        let ebb = EbbProcess.executable.path
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c",
            """
            \(quoted([ebb] + arguments)) >/dev/null 2>&1 & import=$!
            until \(quoted([ebb] + list)) --format json 2>/dev/null |
              grep -q '"position" : [1-9]' || ! kill -0 $import; do :; done
            kill -9 $import
            """,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try await process.runToEnd()
    }

    /// The file that is imported and killed: the log of `unbroken`, or lines of our own.
    private func log(_ ending: String, of unbroken: [String]) async throws -> String {
        let path = folder.appending(path: "log.\(ending)").path
        if ending == "csv.zst" {
            let export = try await EbbProcess.run(
                ["export", "behaviors", "--file", path] + unbroken, onStore: false)
            #expect(export.status == 0, "\(export.errors)")
            return path
        }
        let lines = clicks(100_000) + ["not JSON"] + clicks(200_000).suffix(100_000) + clicks(10)
        let isArray = ending == "json"
        let text = lines.joined(separator: isArray ? ",\n" : "\n")
        return try file("log.\(ending)", [isArray ? "[" + text + "]" : text])
    }

    @Test func `the journal tells what cleaning skipped`() async throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "ebb-passed-\(UUID().uuidString).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try (0..<3).map {
            #"{"user":"u","item":"i","action":"click","time":\#(1_400_000_000 + $0)}"#
        }
        .joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try await EbbProcess.run(["import", path, "--drop-repeats", "5s"]).status == 0)
        let entry = try #require(try await journal().first)
        #expect(entry["passed"] as? Int == 2)
        #expect((entry["passedByReason"] as? [String: Int])?.values.first == 2)
        let table = try await EbbProcess.run(["import", "--list"]).output
        #expect(table.contains("PASSED"))
    }

    @Test(arguments: ["jsonl", "json", "csv.zst"])
    func `an import that is killed goes on and ends like an unbroken one`(
        ending: String
    ) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let lent = try LentStore.current
        let (uri, database) = (lent.configuration.uri, lent.configuration.database)
        let other = database + "_unbroken"
        let unbroken = ["--database", uri, "--database-name", other]
        let whole = try file("whole.jsonl", clicks(200_000))
        #expect(try await EbbProcess.run(["import", whole] + unbroken, onStore: false).status == 0)

        let path = try await log(ending, of: unbroken)
        let place = ["--database", uri, "--database-name", database]
        try await killAtCheckpoint(["import", path] + place, list: ["import", "--list"] + place)
        let broken = try #require(try await journal().first)
        #expect(broken["state"] as? String == "broken off")
        #expect((broken["lines"] as? Int ?? 0) < 200_000)

        let answer = try await EbbProcess.run(["import", path, "--format", "json"])
        let resumed = try #require((try answer.json() as? [[String: Any]])?.first)
        #expect((resumed["resumedAtLine"] as? Int ?? 0) > 1)
        #expect(resumed["lines"] as? Int == (ending == "csv.zst" ? 200_001 : 200_011))
        #expect(resumed["rejected"] as? Int == (ending == "csv.zst" ? 0 : 1))
        #expect(try await journal().first?["state"] as? String == "done")

        let expected = try await log(in: other)
        #expect(expected.count == 200_000)
        #expect(try await log(in: database) == expected)
        var configuration = lent.configuration
        configuration.database = other
        let store = try Store(configuration)
        try await store.perform(DropDatabase())
        await store.close()
    }

    @Test func `the same file again changes nothing, unless told`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file("log.jsonl", clicks(50))
        let copy = try file("copy of it.jsonl", clicks(50))
        let first = try await EbbProcess.run(["import", path])
        #expect(first.status == 0)
        #expect(first.output.contains("50 new, 0 in the log already"))
        let second = try await EbbProcess.run(["import", copy])
        #expect(second.status == 0)
        #expect(second.output.contains("already imported"), "\(second.output)")
        let third = try await EbbProcess.run(["import", path, "--again"])
        #expect(third.output.contains("0 new, 50 in the log already"), "\(third.output)")
        #expect(try await journal().count == 1)
        let mended = try await EbbProcess.run(["import", try file("log.jsonl", clicks(51))])
        #expect(mended.output.contains("1 new, 50 in the log already"), "\(mended.output)")
    }

    @Test func `two imports of one file at once leave it in the log once`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file("log.jsonl", clicks(5000))
        let store = try LentStore.current
        let answers = try await withThrowingTaskGroup(of: EbbProcess.Answer.self) { group in
            for _ in 0..<2 { group.addTask { try await EbbProcess.run(["import", path]) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.contains { $0.status == 0 })
        for answer in answers where answer.status != 0 {
            #expect(answer.output.contains("is being imported by process"), "\(answer.output)")
        }
        #expect(try await log(in: store.configuration.database).count == 5000)
        #expect(try await journal().map { $0["state"] as? String } == ["done"])
    }

    @Test func `a rehearsal writes nothing and shows what it understood`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = try file("log.jsonl", clicks(50) + ["bad"])
        let answer = try await EbbProcess.run(["import", path, "--dry-run"])
        #expect(answer.status == 1)
        #expect(answer.output.contains("nothing was written: 50 behaviors would be taken"))
        #expect(
            answer.output.contains(
                #"{"user":"u0","item":"i0","action":"click","time":"2014-05-13T16:53:20Z"}"#),
            "\(answer.output)")
        #expect(answer.output.contains("line 51"))
        let there = try await LentStore.current.store.perform(ListCollections())
        #expect(there.isEmpty)
    }

    @Test func `bad lines of a folder go into one file, mended they are imported`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let bad = folder.appending(path: "bad.csv").path
        let logs = folder.appending(path: "logs", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
        let header = "user,item,action,time"
        _ = try file("logs/1.csv", [header, "ann,a,click,1400000000", "ann,b,click,never"])
        _ = try file("logs/2.csv", [header, "bob,\"c,d\",clack,1400000000"])
        let answer = try await EbbProcess.run(["import", logs.path, "--rejects", bad])
        #expect(answer.status == 1)
        let text = try String(contentsOfFile: bad, encoding: .utf8)
        #expect(text == "\(header)\nann,b,click,never\nbob,\"c,d\",clack,1400000000\n")
        try text.replacing("never", with: "1400000001").replacing("clack", with: "click")
            .write(toFile: bad, atomically: true, encoding: .utf8)
        let mended = try await EbbProcess.run(["import", bad])
        #expect(mended.status == 0)
        #expect(mended.output.contains("2 new, 0 in the log already"), "\(mended.output)")
        let full = try await EbbProcess.run(
            ["import", "--again", logs.path, "--rejects", "/dev/full"])
        #expect(full.status == 1)
        #expect(full.output.contains("cannot write the bad lines to /dev/full"))
        let same = try await EbbProcess.run(["import", "--again", logs.path, "--rejects", bad])
        #expect(same.output.contains("is there already and not empty"), "\(same.output)")
    }
}
