import Damage
import Interest
import Testing

@testable import Ingest

struct LineTests {
    static let texts: [String] = [
        "{\"user\":\"ü\\u00e9\",\"item\":\"i\",\"action\":\"click\",\"time\":1}\r\n"
            + "\n{\"x\":[1,{}]}\n"
            + "{\"user\":\"v\",\"item\":\"i\",\"action\":\"rating\",\"value\":5,\"time\":2}",
        "\u{FEFF}user,item,action,time\r\n\"a\r\nb\",\"\"\"\",click,1\r\n"
            + "\"open,i,click,3\r\n\r\nw,i,click,2",
    ]

    @Test(arguments: texts)
    func `where chunks are cut makes no difference`(text: String) throws {
        let whole = try readBehaviors(text)
        #expect(whole.records.count == 2)
        #expect(whole.counts.rejected == 1)
        #expect(whole.isAccounted)
        for length in 1...text.utf8.count {
            for bytes in [Array(text.utf8), gzip(Array(text.utf8))] {
                let reading = try readBehaviors(
                    bytes,
                    ImportOptions {
                        $0.limits.chunkLength = length
                        $0.limits.lookLength = 1
                        $0.format = text.hasPrefix("{") ? .jsonLines : .delimited(by: ",")
                        $0.columns = text.hasPrefix("{") ? nil : ["user", "item", "action", "time"]
                        $0.hasHeader = true
                        $0.isQuoted = true
                    })
                #expect(reading.records == whole.records)
                #expect(reading.counts == whole.counts)
            }
        }
    }

    @Test func `a line of 20 MB is one reject, read past without being kept`() throws {
        let good = Array(#"{"user":"u","item":"i","action":"click","time":1}"#.utf8)
        var bytes: [UInt8] = []
        for _ in 0..<4 { bytes += good + [0x0A] }
        bytes += Array(repeating: UInt8(ascii: "x"), count: 20_000_000)
        bytes += [0x0D, 0x0A] + good
        let reading = try readBehaviors(bytes)
        #expect(reading.sentences == ["line 5 has 20,000,000 bytes: at most 1,048,576 are allowed"])
        #expect(reading.counts.firstRejects.first?.text == String(repeating: "x", count: 200) + "…")
        #expect(reading.counts.firstRejects.first?.byteOffset == 4 * (good.count + 1))
        #expect(reading.counts.records == 5)
        #expect(reading.isAccounted)
    }

    @Test func `an endless line stays within a chunk and two lines`() {
        var splitter = LineSplitter(lengthMax: 1000, excerptLength: 20)
        for _ in 0..<500 {
            splitter.append(Array(repeating: 0x61, count: 100))
            let isWhole = splitter.next() != nil
            #expect(!isWhole)
            #expect(splitter.bytes.count <= 1102)
        }
        splitter.append([0x0A])
        let line = splitter.next()
        #expect(line?.overlong == 50_000)
        #expect(line?.content.count == 20)
    }

    @Test(arguments: [999, 1000, 1001, 1002, 1003])
    func `the limit is on the line without its end, to the byte`(length: Int) throws {
        for end in ["", "\n", "\r\n"] {
            for chunk in [1, 7, 5000] {
                let options = ImportOptions {
                    $0.limits.lineLength = 1000
                    $0.limits.chunkLength = chunk
                    $0.format = .jsonLines
                }
                let text = String(repeating: " ", count: length) + end
                let counts = try readBehaviors(text, options).counts
                #expect(counts.lines == 1)
                #expect(counts.blank == (length <= 1000 ? 1 : 0))
                #expect(counts.rejects[.lineTooLong] == (length <= 1000 ? nil : 1))
            }
        }
    }

    @Test(arguments: ["", "\n", "\u{FEFF}", "\r\n", " \t\n"])
    func `nothing in a file is no error`(text: String) throws {
        let reading = try readBehaviors(text)
        #expect(reading.records.isEmpty)
        #expect(reading.counts.rejected == 0)
        #expect(reading.isAccounted)
        #expect(reading.detection?.format == nil)
    }

    @Test func `line ends may be mixed, and a lone carriage return does not end a line`() throws {
        func click(_ user: String) -> String {
            #"{"user":"\#(user)","item":"i","action":"click","time":1}"#
        }
        let text =
            click("a") + "\r\n" + click("b") + "\n" + click("c") + "\r" + click("d") + "\n"
            + click("e") + "\r\n"
        let reading = try readBehaviors(text)
        #expect(reading.records.map(\.user.text) == ["a", "b", "e"])
        #expect(reading.reasons == [.malformed])
        #expect(reading.isAccounted)
    }

    @Test func `an excerpt cannot move a terminal's cursor`() {
        let bytes = Array("a\u{1B}[2Jb\u{9B}".utf8) + [0xFF, 0x00]
        #expect(excerpt(of: bytes[...], atMost: 200) == "a\\u{1b}[2Jb\\u{9b}\u{FFFD}\\u{0}")
    }
}
