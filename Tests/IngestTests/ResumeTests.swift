import Damage
import Foundation
import Interest
import Repositories
import Synchronization
import Testing
import Work

@testable import Ingest

/// An import that goes on at a mark sees what an unbroken one sees there, and nothing else.
struct ResumeTests {
    private static let table =
        "\u{FEFF}user,item,action,value,time\n"
        + (0..<60).map { number in
            switch number % 6 {
            case 0: "u\(number),\"two\nlines \(number)\",click,,\(number)\n"
            case 1: "u\(number),bad\n"
            case 2: "\n"
            case 3: "u\(number),\"never closed \(number),click,,\(number)\n"
            default: "u\(number / 2),i,click,1.5,\(number)\r\n"
            }
        }.joined()

    private func options(_ random: inout SplitMix) -> ImportOptions {
        ImportOptions {
            $0.format = .delimited(by: ",")
            $0.limits.batchRecords = Int(random.next() % 5) + 1
            $0.limits.batchBytes = Int(random.next() % 200) + 20
            $0.limits.chunkLength = Int(random.next() % 90) + 5
            $0.limits.recordLines = 2
        }
    }

    private static let array =
        "[\n"
        + (0..<60).map { number in
            switch number % 6 {
            case 0: "{\"user\":\"u\(number)\",\n \"item\":\"i\","
            case 1: "\"action\":\"click\",\"time\":\(number)},"
            case 2: "{\"user\":\"never closed \(number)},\n"
            case 3: "{\"user\":\"u\"},"
            default:
                "{\"user\":\"u\(number / 2)\",\"item\":\"i\",\"action\":\"click\","
                    + "\"time\":\(number)},"
            }
        }.joined() + "{}]\n"

    /// How a text comes: as it is, or compressed.
    enum Coding: CaseIterable { case plain, gzip, zstd }

    private func source(_ text: String, _ coding: Coding) -> ImportSource {
        let bytes = Array(text.utf8)
        switch coding {
        case .plain: return .bytes(bytes, name: "memory")
        case .gzip: return .bytes(gzip(bytes), name: "memory")
        case .zstd: return .bytes(zstd(bytes), name: "memory")
        }
    }

    @Test(arguments: Coding.allCases, [false, true])
    func `from every mark on, the same records and counts come`(
        coding: Coding, isCleaned: Bool
    ) throws {
        var random = SplitMix(state: 21)
        for (text, format) in [(Self.table, ImportFormat.delimited(by: ",")), (Self.array, .json)] {
            let source = source(text, coding)
            for _ in 0..<20 {
                var options = options(&random)
                options.format = format
                if isCleaned {
                    options.cleaning.repeatWindow = .seconds(8)
                    options.cleaning.burst = .init(count: 1, per: .seconds(20))
                }
                try expectTheSame(source, options)
            }
        }
    }

    private func expectTheSame(_ source: ImportSource, _ options: ImportOptions) throws {
        let shape = BehaviorShape(options, admission)
        var whole = try RecordReader(source, options, shape)
        var (records, marks): ([Behavior], [(ImportCheckpoint, Int)]) = ([], [])
        while let batch = try whole.next() {
            records += batch.records
            marks.append((batch.mark, records.count))
        }
        #expect(records.count > 5)
        #expect(whole.counts.skipped > 0 || !options.cleaning.remembers)
        for (mark, count) in marks {
            var reader = try RecordReader(source, options, shape, from: mark)
            var rest: [Behavior] = []
            while let batch = try reader.next() { rest += batch.records }
            #expect(rest == Array(records[count...]))
            let (resumed, unbroken) = (reader.counts, whole.counts)
            #expect(resumed.lines == unbroken.lines)
            #expect(resumed.rejects == unbroken.rejects)
            #expect(resumed.passed == unbroken.passed)
            #expect(resumed.continued == unbroken.continued)
            #expect(resumed.records == unbroken.records)
        }
    }

    @Test func `a mark behind the end says that the file was cut`() throws {
        var mark = ImportCheckpoint()
        mark.position = 1 << 30
        let options = ImportOptions { $0.format = .delimited(by: ",") }
        let error = #expect(throws: ImportError.self) {
            var reader = try RecordReader(
                .bytes(Array(Self.table.utf8), name: "log.csv"), options,
                BehaviorShape(options, admission), from: mark)
            _ = try reader.next()
        }
        #expect(error?.message.contains("log.csv ends before byte 1,073,741,824") == true)
    }

    @Test func `a watermark waits for the first batch that is not stored`() {
        func mark(_ position: Int) -> ImportCheckpoint {
            var mark = ImportCheckpoint()
            mark.position = position
            return mark
        }
        var stored = Watermark(from: mark(10))
        let numbers = [20, 30, 40].map { stored.begin(mark($0)) }
        stored.finish(numbers[2], AppendCount(inserted: 4))
        stored.finish(numbers[1], AppendCount(inserted: 2, repeated: 1))
        #expect(stored.mark.position == 10)
        #expect(stored.batchesUnkept == 0)
        stored.finish(numbers[0], AppendCount(inserted: 1))
        #expect(stored.mark.position == 40)
        #expect(stored.mark.inserted == 7)
        #expect(stored.mark.repeated == 1)
        #expect(stored.batchesUnkept == 3)
    }

    @Test func `an import that is broken off anywhere ends like an unbroken one`() async throws {
        let lines = (0..<500).map {
            #"{"user":"u\#($0)","item":"i","action":"click","time":\#($0)}"# + "\n"
        }
        let source = ImportSource.bytes(Array(lines.joined().utf8), name: "memory")
        let options = ImportOptions {
            $0.limits.batchRecords = 10
            $0.limits.batchesPerMark = 2
        }
        let log = MemoryBehaviorRepository()
        let last = Mutex<ImportCheckpoint?>(nil)
        // Each run dies at its third mark, and the next one goes on from the last mark kept.
        for _ in 0..<20 {
            let kept = Mutex(0)
            let bookmark = Bookmark(start: last.withLock(\.self)) { mark throws(RepositoryError) in
                if kept.withLock({
                    $0 += 1; return $0
                }) > 2 {
                    throw RepositoryError(.unavailable, "killed")
                }
                last.withLock { $0 = mark }
            }
            _ = try? await Importer(options).importBehaviors(
                from: source, admission: admission, into: log, bookmark: bookmark)
        }
        let report = try await Importer(options).importBehaviors(
            from: source, admission: admission, into: log,
            bookmark: Bookmark(start: last.withLock(\.self)) { _ in })
        #expect(report.lines.lines == 500)
        #expect(report.mark.records == 500)
        #expect(report.resumed != nil)
        #expect(try await log.count().behaviors == 500)
    }
}
