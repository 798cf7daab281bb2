import Foundation
import Harness
import Mongo
import Testing

/// What is exported imports again to the same database, bit for bit.
@Suite(.store)
struct ExportTests {
    private static let behaviors = [
        #"{"user":"ann","item":"a","action":"rating","value":7.3,"time":1400000000}"#,
        #"{"event":"e-1","user":"ann","item":"b","action":"click","time":1400000000123}"#,
        #"{"user":"b\"o,b\n","item":"c","action":"purchase","value":-0.0,"time":5}"#,
        #"{"user":"bob","item":"😀","action":"browse","value":1e-300,"time":1500000000}"#,
    ]
    private static let items = [
        #"{"id":"a","title":"","categories":["x","y"],"labels":["z"],"hidden":true}"#,
        #"{"id":"b","title":"B, \"b\"","time":"1913-05-09T00:00:00Z"}"#,
    ]
    private static let profiles = [#"{"id":"ann","labels":["new","vip"],"comment":"hi"}"#]

    private func documents(_ store: Store, _ collection: String) async throws -> [BSON] {
        let sort = BSON { $0.append("_id", Int32(1)) }
        return try await store.perform(
            Find(collection, filter: .empty, options: FindOptions(sort: sort)))
    }

    @Test(arguments: ["jsonl", "jsonl.gz", "jsonl.zst", "csv", "csv.gz", "csv.zst"])
    func `export, import, export: the same bytes and the same documents`(
        format: String
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-export-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try LentStore.current
        var configuration = first.configuration
        configuration.database += "_copy"
        let copy = try Store(configuration)
        let place = ["--database", configuration.uri, "--database-name", configuration.database]
        for (what, flags, lines) in [
            ("behaviors", [], Self.behaviors), ("items", ["--items"], Self.items),
            ("profiles", ["--profiles"], Self.profiles),
        ] {
            let input = Data(lines.joined(separator: "\n").utf8)
            let imported = try await EbbProcess.run(["import", "-"] + flags, input: input)
            #expect(imported.status == 0, "\(imported.output)")
            let (one, two) = (
                folder.appending(path: "\(what).\(format)").path,
                folder.appending(path: "\(what)2.\(format)").path
            )
            #expect(try await EbbProcess.run(["export", what, "--file", one]).status == 0)
            let again = try await EbbProcess.run(["import", one] + flags + place, onStore: false)
            #expect(again.status == 0, "\(again.output)\(again.errors)")
            let exported = try await EbbProcess.run(
                ["export", what, "--file", two] + place, onStore: false)
            #expect(exported.status == 0)
            let bytes = try Data(contentsOf: URL(filePath: one))
            #expect(bytes == (try Data(contentsOf: URL(filePath: two))))
            let expected = try await documents(first.store, what)
            #expect(expected.count == lines.count)
            #expect(try await documents(copy, what) == expected)
        }
        try await copy.perform(DropDatabase())
        await copy.close()
    }

    @Test func `filters by user, time and action, in order of user and time`() async throws {
        let input = Data(Self.behaviors.joined(separator: "\n").utf8)
        _ = try await EbbProcess.run(["import", "-"], input: input)
        func items(_ flags: String...) async throws -> [String] {
            let answer = try await EbbProcess.run(["export", "behaviors"] + flags)
            #expect(answer.status == 0, "\(answer.errors)")
            return try answer.output.split(separator: "\n").map { line in
                let row = try JSONSerialization.jsonObject(with: Data(line.utf8))
                return (row as? [String: Any])?["item"] as? String ?? ""
            }
        }
        #expect(try await items() == ["a", "b", "c", "😀"])
        #expect(try await items("--user", "ann") == ["a", "b"])
        #expect(try await items("--action", "purchase") == ["c"])
        #expect(try await items("--since", "2014-01-01") == ["a", "b", "😀"])
        #expect(try await items("--since", "2014-01-01", "--until", "2015-01-01") == ["a", "b"])
        #expect(try await items("--user", "nobody") == [])
    }

    @Test func `interests and models are written as they are now`() async throws {
        let input = Data(Self.behaviors.joined(separator: "\n").utf8)
        _ = try await EbbProcess.run(["import", "-"], input: input)
        let interests = try await EbbProcess.run(
            ["export", "interests", "--user", "ann", "--until", "2014-06-01", "--as", "csv"])
        let lines = interests.output.split(separator: "\n")
        #expect(lines.first == "user,item,weight,last,at")
        #expect(lines.count == 3)
        #expect(lines.last?.hasSuffix("2014-06-01T00:00:00Z") == true)
        let models = try await EbbProcess.run(["export", "models", "--as", "csv"])
        #expect(models.status == 0)
        #expect(models.output.hasPrefix("recommender,version,time,trainedUntil,behaviors"))
    }

    @Test func `a place that cannot be written is a sentence`() async throws {
        let answer = try await EbbProcess.run([
            "export", "behaviors", "--file", "/nowhere/log.jsonl",
        ])
        #expect(answer.status == 1)
        #expect(answer.errors.contains("cannot write /nowhere/log.jsonl"))
        #expect(
            try await EbbProcess.run(["export", "items", "--since", "now"], onStore: false).status
                == 64)
    }

    @Test(arguments: [("| head -c 1", "Broken pipe"), ("> /dev/full", "No space left on device")])
    func `standard output that takes no more is a sentence, and exit code 1`(
        sink: String, cause: String
    ) async throws {
        let clicks = (0..<20_000).map {
            #"{"user":"u\#($0)","item":"i","action":"click","time":\#(1_400_000_000 + $0)}"#
        }
        let imported = try await EbbProcess.run(
            ["import", "-"], input: Data(clicks.joined(separator: "\n").utf8))
        #expect(imported.status == 0)
        let answer = try await EbbProcess.shell { ebb in
            "{ \(ebb) export behaviors; echo status $? >&2; } \(sink)"
        }
        #expect(answer.errors.contains("cannot write standard output: \(cause)"))
        #expect(answer.errors.contains("status 1"), "\(answer.errors)")
    }
}
