import Interest
import Testing

@testable import Ingest

/// Broken input must never crash, and every line must be accounted for.
struct MutationTests {
    static let json: [String] = [
        #"{"event":"e","user":"u\u00e9\ud83d\ude00","item":"i","#
            + #""action":"rating","value":7.25,"time":1365029107}"#,
        #"{"FeedbackType":"click","UserId":"u","ItemId":"i","Timestamp":"2013-04-03T22:45:07Z"}"#,
        #"{"user":"u","x":{"a":[1,{"b":null}],"c":"\"\\"},"item":5,"action":"click","time":1e9}"#,
    ]
    static let delimited = [
        "event,user,item,action,value,time", "e,\"u,\"\"v\"\"\",i,rating,7.25,1365029107",
        ",u,i,click,,2013-04-03T22:45:07Z", "e,u,\"two\nlines\",purchase,-0,1365029107123",
    ]
    static let letters =
        Array("\"\\{}[]:,|\n\r\t 0-+.eEu\u{7F}é".utf8) + [0x00, 0xFF, 0xEF, 0xBB, 0x1F]

    private func mutated(_ lines: [String], _ random: inout SplitMix) -> [UInt8] {
        var bytes = Array(lines.joined(separator: "\n").utf8)
        for _ in 0...(random.next() % 6) {
            let place = Int(random.next() % UInt64(bytes.count))
            let letter = Self.letters.randomElement(using: &random) ?? 0
            switch random.next() % 5 {
            case 0: bytes[place] = letter
            case 1: bytes.insert(letter, at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 9))
            default: bytes.insert(contentsOf: bytes.suffix(from: place).prefix(40), at: place)
            }
            if bytes.isEmpty { bytes = [letter] }
        }
        return bytes
    }

    @Test func `mutated JSON is records, rejects and blanks, and nothing else`() throws {
        var random = SplitMix(state: 11)
        for _ in 0..<3000 {
            let bytes = mutated(Self.json, &random)
            let options = ImportOptions {
                $0.format = .jsonLines
                $0.limits.chunkLength = Int(random.next() % 200) + 1
            }
            let behaviors = try readBehaviors(bytes, options)
            #expect(behaviors.isAccounted)
            for record in behaviors.records { try admission.check(record) }
            let items = try read(.bytes(bytes, name: "memory"), options, ItemShape(options))
            #expect(items.isAccounted)
        }
    }

    @Test func `mutated columns are records, rejects, blanks and continued lines`() throws {
        var random = SplitMix(state: 12)
        for _ in 0..<3000 {
            let bytes = mutated(Self.delimited, &random)
            let options = ImportOptions {
                $0.format = .delimited(by: ",")
                $0.columns = ["event", "user", "item", "action", "value", "time"]
                $0.limits.chunkLength = Int(random.next() % 200) + 1
                $0.limits.recordLines = Int(random.next() % 4) + 1
                $0.limits.lineLength = Int(random.next() % 120) + 20
                $0.limits.batchBytes = Int(random.next() % 100) + 1
            }
            let reading = try readBehaviors(bytes, options)
            #expect(reading.isAccounted)
            for record in reading.records { try admission.check(record) }
        }
    }

    @Test func `a mutated gzip is read or refused`() {
        var random = SplitMix(state: 13)
        let whole = gzip(Array(Self.json.joined(separator: "\n").utf8))
        for _ in 0..<2000 {
            var bytes = whole
            bytes[Int(random.next() % UInt64(bytes.count))] ^= UInt8(random.next() % 255 + 1)
            let options = ImportOptions {
                $0.format = .jsonLines
                $0.limits.chunkLength = Int(random.next() % 100) + 1
            }
            do {
                #expect(try readBehaviors(bytes, options).isAccounted)
            } catch {
                #expect((error as? ImportError)?.code == .corrupt)
            }
        }
    }
}
