import Foundation
import Interest
import Testing

@testable import Ingest

/// Bad input that was made on purpose, or by a program that broke off.
struct BadContainerTests {
    private let options = ImportOptions()
    private static let header = "user,item,action,time\n"

    private func read(_ bytes: [UInt8], _ options: ImportOptions) throws -> Reading<Behavior> {
        try IngestTests.read(
            .bytes(bytes, name: "memory"), options, BehaviorShape(options, admission))
    }

    @Test func `an encoding that changes in the middle costs only its lines`() throws {
        let western = Array("us".utf8) + [0xE9] + Array("r,i2,click,2\n".utf8)
        let bytes =
            Array("\(Self.header)usér,i1,click,1\n".utf8) + western
            + Array("usér,i3,click,3\n".utf8)
        let reading = try read(bytes, options)
        #expect(reading.records.map(\.item.text) == ["i1", "i3"])
        #expect(reading.reasons == [.notUTF8])
        #expect(reading.isAccounted)
    }

    @Test func `UTF-16 that goes on as UTF-8 ends in bad lines, not in a crash`() throws {
        let wide = (Self.header + "u,i1,click,1\n").utf16.flatMap {
            [UInt8($0 & 0xFF), UInt8($0 >> 8)]
        }
        let bytes = [0xFF, 0xFE] + wide + Array("u,i2,click,2\nu,i3,click,3\n".utf8)
        let reading = try read(bytes, options)
        #expect(reading.records.map(\.item.text) == ["i1"])
        #expect(reading.counts.rejected > 0)
        #expect(reading.isAccounted)
    }

    @Test func `UTF-8 that goes on as UTF-16 ends in bad lines, not in a crash`() throws {
        let wide = "u,i2,click,2\nu,i3,click,3\n".utf16.flatMap {
            [UInt8($0 & 0xFF), UInt8($0 >> 8)]
        }
        let reading = try read(Array("\(Self.header)u,i1,click,1\n".utf8) + wide, options)
        #expect(reading.records.first?.item.text == "i1")
        #expect(reading.isAccounted)
    }

    @Test(arguments: ["bzip2", "xz"])
    func `what a pipe brings is unpacked too`(program: String) throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "ebb-pipe-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = folder.appending(path: "log.csv")
        let rows = (0..<20_000).map { "u\($0 % 7),i\($0),click,\(1_400_000_000 + $0)" }
        try Data((Self.header + rows.joined(separator: "\n")).utf8).write(to: log)
        let fifo = folder.appending(path: "pipe").path
        let isMade = unsafe mkfifo(fifo, 0o600) == 0
        try #require(isMade)
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/bin/sh")
        writer.arguments = [
            "-c", "command -v \(program) && \(program) -c '\(log.path)' > '\(fifo)'",
        ]
        writer.standardOutput = FileHandle.nullDevice
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)") else { return }
        try writer.run()
        let reading = try IngestTests.read(
            .file(fifo), options, BehaviorShape(options, admission))
        writer.waitUntilExit()
        #expect(reading.records.count == 20_000)
        #expect(reading.counts.rejected == 0)
        #expect(reading.detection?.container?.rawValue == program)
    }
}
