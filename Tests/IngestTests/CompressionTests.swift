import Damage
import Testing

@testable import Ingest

struct CompressionTests {
    static let line = Array(#"{"user":"u","item":"i","action":"click","time":1}"#.utf8) + [0x0A]
    // What does not compress, so that a cut falls into the middle of lines that were read.
    static let text: [UInt8] = {
        var random = SplitMix(state: 3)
        return (0..<10_000).flatMap { _ in
            Array(#"{"user":"\#(random.next())","item":"i","action":"click","time":1}"#.utf8) + [
                0x0A
            ]
        }
    }()

    private func packed(_ bytes: [UInt8], _ compression: Compression) -> [UInt8] {
        compression == .gzip ? gzip(bytes) : zstd(bytes)
    }

    @Test(arguments: Compression.allCases)
    func `members one after the other are one text`(compression: Compression) throws {
        let bytes =
            packed(Self.line, compression) + packed(Self.line + Self.line, compression)
            + packed([], compression)
        for chunk in [1, 2, 3, 64, 100_000] {
            let options = ImportOptions { $0.limits.chunkLength = chunk }
            let reading = try readBehaviors(bytes, options)
            #expect(reading.counts.records == 3)
            #expect(reading.detection?.compression == compression)
        }
    }

    @Test func `zeros behind a gzip are nothing, and behind a zstd a fault`() throws {
        let bytes = gzip(Self.line) + [0, 0, 0]
        #expect(try readBehaviors(bytes).counts.records == 1)
        #expect(throws: ImportError.self) { try readBehaviors(zstd(Self.line) + [0, 0, 0, 0, 0]) }
    }

    @Test func `a frame to be skipped is skipped, also before the first`() throws {
        let skipped: [UInt8] = [0x51, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
        for chunk in [1, 5, 1000] {
            let options = ImportOptions { $0.limits.chunkLength = chunk }
            let reading = try readBehaviors(
                skipped + zstd(Self.line) + skipped + zstd(Self.line), options)
            #expect(reading.counts.records == 2)
        }
    }

    @Test(arguments: Compression.allCases)
    func `a file cut off says so, and what was read before is there`(
        compression: Compression
    ) throws {
        let bytes = Array(packed(Self.text, compression).dropLast(5000))
        let options = ImportOptions { $0.limits.chunkLength = 4096 }
        var reader = try RecordReader(
            .bytes(bytes, name: "log"), options, BehaviorShape(options, admission))
        var records = 0
        let error = #expect(throws: ImportError.self) {
            while let batch = try reader.next() { records += batch.records.count }
        }
        #expect(records > 1000)
        #expect(records == reader.counts.records)
        #expect(error?.code == .corrupt)
        #expect(
            error?.message == "log is cut off: the \(compression.rawValue) data ends at byte "
                + "\(bytes.count.grouped) in the middle; fetch it again")
    }

    @Test(arguments: Compression.allCases)
    func `a damaged file says after which byte`(compression: Compression) throws {
        var bytes = packed(Self.text, compression)
        for index in 20_000..<20_100 { bytes[index] ^= 0x5A }
        let error = #expect(throws: ImportError.self) { try readBehaviors(bytes) }
        #expect(error?.code == .corrupt)
        let words = "is damaged: the \(compression.rawValue) data cannot be inflated after byte"
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
        let garbage = packed(Self.line, compression) + Array("garbage".utf8)
        #expect(throws: ImportError.self) { try readBehaviors(garbage) }
        let onlyMagic = Array(packed(Self.line, compression).prefix(compression == .gzip ? 2 : 4))
        #expect(throws: ImportError.self) { try readBehaviors(onlyMagic) }
    }

    @Test(arguments: Compression.allCases)
    func `a bomb inflates to one reject`(compression: Compression) throws {
        let bomb = packed(Array(repeating: 0x20, count: 30_000_000), compression)
        #expect(bomb.count < 40_000)
        #expect(try readBehaviors(bomb).counts.rejects == [.lineTooLong: 1])
    }

    @Test func `a window that is too large is refused before there is memory for it`() throws {
        // A frame says its window in its sixth byte: 2^(10 + the upper five bits).
        var frame = zstd(Self.text, windowLog: 17)
        #expect(try readBehaviors(frame).counts.records == 10_000)
        frame[5] = UInt8(ZstdInflater.windowLogMax - 10 + 1) << 3
        let error = #expect(throws: ImportError.self) { try readBehaviors(frame) }
        #expect(
            error?.message.contains("it wants a window of more than 128 MiB") == true,
            "\(error?.message ?? "")")
    }
}
