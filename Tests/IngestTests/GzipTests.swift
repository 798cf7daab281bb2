import Testing

@testable import Ingest

struct GzipTests {
    static let line = Array(#"{"user":"u","item":"i","action":"click","time":1}"#.utf8) + [0x0A]
    // What does not compress, so that a cut falls into the middle of lines that were read.
    static let text: [UInt8] = {
        var random = SplitMix(state: 3)
        return (0..<2000).flatMap { _ in
            Array(#"{"user":"\#(random.next())","item":"i","action":"click","time":1}"#.utf8) + [
                0x0A
            ]
        }
    }()

    @Test func `members one after the other are one text, and zeros behind them nothing`() throws {
        let bytes = gzip(Self.line) + gzip(Self.line + Self.line) + gzip([]) + [0, 0, 0]
        for chunk in [1, 2, 3, 64, 100_000] {
            let options = ImportOptions { $0.limits.chunkLength = chunk }
            let reading = try readBehaviors(bytes, options)
            #expect(reading.counts.records == 3)
            #expect(reading.detection?.isCompressed == true)
        }
    }

    @Test func `a file cut off says so, and what was read before is there`() throws {
        let bytes = Array(gzip(Self.text).dropLast(5000))
        let options = ImportOptions { $0.limits.chunkLength = 4096 }
        var reader = try RecordReader(
            .bytes(bytes, name: "log.gz"), options, BehaviorShape(options, admission))
        var records = 0
        let error = #expect(throws: ImportError.self) {
            while let batch = try reader.next() { records += batch.records.count }
        }
        #expect(records > 1000)
        #expect(records == reader.counts.records)
        #expect(error?.code == .corrupt)
        #expect(
            error?.message == "log.gz is cut off: the gzip data ends at byte "
                + "\(bytes.count.grouped) in the middle; fetch it again")
    }

    @Test func `a damaged file says after which byte`() throws {
        var bytes = gzip(Self.text)
        for index in 20_000..<20_100 { bytes[index] ^= 0x5A }
        let error = #expect(throws: ImportError.self) { try readBehaviors(bytes) }
        #expect(error?.code == .corrupt)
        #expect(
            error?.message.contains("is damaged: the gzip data cannot be inflated after byte")
                == true)
        let garbage = gzip(Self.line) + Array("garbage".utf8)
        #expect(throws: ImportError.self) { try readBehaviors(garbage) }
        let onlyMagic: [UInt8] = [0x1F, 0x8B]
        #expect(throws: ImportError.self) { try readBehaviors(onlyMagic) }
    }

    @Test func `a bomb inflates to one reject`() throws {
        let bomb = gzip(Array(repeating: 0x20, count: 30_000_000))
        #expect(bomb.count < 40_000)
        #expect(try readBehaviors(bomb).counts.rejects == [.lineTooLong: 1])
    }

    @Test func `zstd is named`() {
        let error = #expect(throws: ImportError.self) {
            try readBehaviors([0x28, 0xB5, 0x2F, 0xFD, 0, 0])
        }
        #expect(error?.code == .formatUnknown)
    }
}
