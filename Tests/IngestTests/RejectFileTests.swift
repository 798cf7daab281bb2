import Foundation
import Interest
import Testing

@testable import Ingest

/// Every bad line is kept as it stood, so that it can be mended and imported again.
struct RejectFileTests {
    private func withFolder<T>(_ body: (String) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-rejects-\(UInt64.random(in: .min ... .max))").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try body(folder)
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test func `bad lines stand in it below their header, and mended they are read`() throws {
        try withFolder { folder throws in
            let path = folder + "/bad.csv"
            let csv = ImportOptions { $0.format = .delimited(by: ",") }
            var options = csv
            options.rejects = try RejectFile(path)
            let good = "user,item,action,time\nann,a,click,5\n"
            let bad = "ann,\"b,\nc\",click,never\nann,d\n"
            let reading = try readBehaviors(good + bad, options)
            #expect(reading.counts.rejected == 2)
            #expect(try text(path) == "user,item,action,time\n" + bad)
            let mended = try text(path).replacing("never", with: "6")
                .replacing("ann,d\n", with: "ann,d,click,7\n")
            #expect(try readBehaviors(mended, csv).records.map(\.item.text) == ["b,\nc", "d"])
        }
    }

    @Test func `it is written in every step of a long run of bad lines`() throws {
        try withFolder { folder throws in
            let path = folder + "/bad.jsonl"
            let options = ImportOptions {
                $0.rejects = try? RejectFile(path)
                $0.limits.batchBytes = 100
                $0.format = .jsonLines
            }
            let bad = (0..<500).map { "{\"user\":\($0)\n" }.joined()
            #expect(try readBehaviors(bad, options).counts.rejected == 500)
            #expect(try text(path) == bad)
        }
    }

    @Test func `a file with something in it is not written over, but gone on with`() throws {
        try withFolder { folder throws in
            let path = folder + "/bad.jsonl"
            try "half mended\nmore".write(toFile: path, atomically: true, encoding: .utf8)
            let error = #expect(throws: ImportError.self) { try RejectFile(path) }
            #expect(error?.code == .rejectsUnwritable)
            let file = try RejectFile(path, keeping: 12)
            try file.append(Array("x\n".utf8), layout: "", header: nil)
            #expect(file.length == 14)
            #expect(try text(path) == "half mended\nx\n")
        }
    }

    @Test func `files with other columns do not go into the same one`() throws {
        try withFolder { folder throws in
            let file = try RejectFile(folder + "/bad.csv")
            try file.append([0x61, 0x0A], layout: "a,b", header: Array("a,b".utf8))
            try file.append([0x62, 0x0A], layout: "a,b", header: Array("a,b".utf8))
            #expect(try text(file.path) == "a,b\na\nb\n")
            #expect(throws: ImportError.self) {
                try file.append([0x62, 0x0A], layout: "b,a", header: Array("b,a".utf8))
            }
        }
    }

    @Test func `a full disk and a missing folder are sentences`() throws {
        let full = try RejectFile("/dev/full")
        let error = #expect(throws: ImportError.self) {
            try full.append([0x61, 0x0A], layout: "", header: nil)
        }
        #expect(error?.message.hasPrefix("cannot write the bad lines to /dev/full: ") == true)
        #expect(error?.message.lowercased().contains("no space") == true)
        #expect(throws: ImportError.self) { try RejectFile("/nowhere/bad.jsonl") }
    }
}
