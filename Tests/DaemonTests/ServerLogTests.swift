import Foundation
import Testing

@testable import Daemon

struct ServerLogTests {
    let scratch: Scratch
    let log: ServerLog

    init() throws {
        scratch = try Scratch()
        log = ServerLog(folder: try DataFolder(making: scratch.data))
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    @Test(
        arguments: [
            (
                #"{"s":"E","msg":"Failed","attr":{"error":"No space left"}}"#,
                "Failed: No space left"
            ),
            (
                #"{"s":"F","msg":"Bad","attr":{"error":{"code":30,"errmsg":"too new"}}}"#,
                "Bad: too new"
            ),
            (
                #"{"s":"E","msg":"WT","attr":{"error":-3,"message":{"error_str":"corrupt"}}}"#,
                "WT: corrupt"
            ),
            (#"{"s":"F","msg":"Fatal","attr":{"line":91}}"#, "Fatal"),
            (#"{"s":"F","msg":"Fatal"}"#, "Fatal"),
        ])
    func `each way of complaining is understood`(_ line: String, _ expected: String) throws {
        let lines = [#"{"s":"I","msg":"Hello"}"#, line, #"{"s":"F","msg":"Later"}"#, "no JSON"]
        try write(lines.joined(separator: "\n"), to: log.folder.log)
        #expect(log.reason(since: 0) == expected)
    }

    @Test func `an older complaint is not this start's`() throws {
        let old = #"{"s":"F","msg":"Old"}"# + "\n"
        try write(old, to: log.folder.log)
        let start = log.position
        #expect(start == UInt64(old.utf8.count))
        try write(old + #"{"s":"I","msg":"New"}"#, to: log.folder.log)
        #expect(log.reason(since: start) == "New")
    }

    @Test func `before there is a log, its output says why`() throws {
        try write("{\"s\":\"I\"}\nunrecognised option\n", to: log.folder.output)
        #expect(log.reason(since: 0) == "unrecognised option")
    }

    @Test func `silence and a long story are bounded`() throws {
        #expect(log.reason(since: 0) == "it exited without a message")
        try write(String(repeating: "x", count: 5000), to: log.folder.output)
        #expect(log.reason(since: 0).count == 300)
    }

    @Test func `a long log makes way for a new one`() throws {
        log.rotate()
        try write("short", to: log.folder.log)
        log.rotate()
        #expect(FileManager.default.fileExists(atPath: log.folder.log))
        for round in 0..<2 {
            let long = String(repeating: "\(round)", count: ServerLog.bytesMax + 1)
            try write(long, to: log.folder.log)
            log.rotate()
            #expect(!FileManager.default.fileExists(atPath: log.folder.log))
            let previous = try Data(contentsOf: URL(filePath: log.folder.log + ".1"))
            #expect(previous.first == "\(round)".utf8.first)
        }
    }
}
