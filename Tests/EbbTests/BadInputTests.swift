import Foundation
import Harness
import Testing

/// What goes wrong for a user gets one clear sentence and the right exit code, and nothing of it
/// stays behind.
@Suite(.store, .serialized)
struct BadInputTests {
    private func log(_ lines: String...) -> Data { Data(lines.joined(separator: "\n").utf8) }

    private func behaviors() async throws -> Int {
        let answer = try await EbbProcess.run(["stats", "--format", "json"])
        let stats = try #require(try answer.json() as? [String: Any])
        return try #require(stats["behaviors"] as? Int)
    }

    /// A line beside a good one is named and the good one taken.
    @Test(arguments: [
        (
            #"{"user":"ann","item":"a","action":"like","time":1400000000}"#,
            "no gain in the settings"
        ),
        (#"{"user":"","item":"a","action":"click","time":1400000000}"#, "user id is empty"),
        (#"{"user":"ann","item":"","action":"click","time":1400000000}"#, "item id is empty"),
        (#"{"user":"a\u0000b","item":"a","action":"click","time":1400000000}"#, "NUL"),
        (#"{"user":"ann","item":"a","action":"click","time":"9999-01-01"}"#, "in the future"),
        (#"{"user":"ann","item":"a","action":"click","time":"1901-01-01"}"#, "before 1970"),
        (#"{"user":"ann","item":"a","action":"rating","time":1400000000}"#, "needs a value"),
        (#"{"user":"ann","item":"a","action":"rating","value":99,"time":1400000000}"#, "scale"),
        (#"{"user":"ann","item":"a","action":"click"}"#, "time"),
        (#"{"user":"ann","item":"a","action":"click","time":"next week"}"#, "time"),
        (#"{"user":"ann""#, "line 2"),
        ("\u{FEFF}not json", "line 2"),
    ])
    func `a bad line is named with its number, and the good ones are taken`(
        line: String, words: String
    ) async throws {
        let good = #"{"user":"ann","item":"good","action":"click","time":1400000000}"#
        let answer = try await EbbProcess.run(["import", "-"], input: log(good, line, good))
        #expect(answer.status == 1)
        #expect(answer.output.contains("1 bad lines"), "\(answer.output)")
        #expect(answer.output.contains(words), "\(answer.output)")
        #expect(answer.output.contains("line 2"), "\(answer.output)")
        #expect(try await behaviors() == 1)
    }

    @Test func `invalid UTF-8 and an id of 10 KB are bad lines`() async throws {
        var input = log(#"{"user":"ann","item":"a","action":"click","time":1400000000}"#)
        input += Data("\n{\"user\":\"".utf8) + Data([0xFF, 0xFE])
        input += Data("\",\"item\":\"a\",\"action\":\"click\",\"time\":1400000000}\n".utf8)
        let long = String(repeating: "x", count: 10_240)
        input += log(#"{"user":"\#(long)","item":"a","action":"click","time":1400000000}"#)
        let answer = try await EbbProcess.run(["import", "-"], input: input)
        #expect(answer.status == 1)
        #expect(answer.output.contains("UTF-8"))
        #expect(answer.output.contains("10240 bytes"), "\(answer.output)")
        #expect(try await behaviors() == 1)
    }

    @Test func `a line of 20 MB is one bad line`() async throws {
        var input = Data(repeating: UInt8(ascii: "x"), count: 20_000_000)
        input += log("", #"{"user":"ann","item":"a","action":"click","time":1400000000}"#)
        let answer = try await EbbProcess.run(
            ["import", "-", "--input-format", "jsonl"], input: input)
        #expect(answer.status == 1)
        #expect(answer.output.contains("1 bad lines"), "\(answer.output)")
        #expect(try await behaviors() == 1)
    }

    @Test func `ids with dollars, dots and quotes are letters like others`() async throws {
        let input = log(
            #"{"user":"$where","item":"a.b","action":"click","time":1400000000}"#,
            #"{"user":"{\"$gt\":\"\"}","item":"$set","action":"click","time":1400000000}"#)
        #expect(try await EbbProcess.run(["import", "-"], input: input).status == 0)
        let answer = try await EbbProcess.run(["interests", "{\"$gt\":\"\"}", "--format", "json"])
        let interests = try #require(
            (try answer.json() as? [String: Any])?["Interests"] as? [[String: Any]])
        #expect(interests.map { $0["ItemId"] as? String } == ["$set"])
    }

    @Test func `a truncated gzip says so, and what came before it is counted`() async throws {
        let whole = try Data(contentsOf: Sample.ratings)
        let answer = try await EbbProcess.run(
            ["import", "-", "--columns", "user,item,value,time", "--action", "rating"],
            input: whole.prefix(whole.count / 2))
        #expect(answer.status == 1)
        #expect(answer.output.contains("Error:"), "\(answer.output)")
        #expect(answer.output.contains("gzip"), "\(answer.output)")
        #expect(try await behaviors() > 10_000)
    }

    @Test func `a missing file is named`() async throws {
        let answer = try await EbbProcess.run(["import", "/nowhere/log.jsonl"])
        #expect(answer.status == 1)
        #expect((answer.output + answer.errors).contains("/nowhere/log.jsonl"))
    }

    @Test(arguments: [
        ["import"], ["interests"], ["nonsense"], ["interests", "ann", "-n", "0"],
        ["interests", "ann", "--at", "whenever"], ["interests", ""],
        ["interests", "ann", "--format", "xml"], ["serve", "--port", "99999"],
    ])
    func `wrong usage exits with 64`(arguments: [String]) async throws {
        let answer = try await EbbProcess.run(arguments, onStore: false)
        #expect(answer.status == 64, "\(answer.errors)")
        #expect(answer.errors.contains("Usage:"))
    }
}
