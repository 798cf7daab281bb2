import Damage
import Interest
import Testing

@testable import Ingest

/// JSON arrays, and values that are spread over lines.
struct FlattenerTests {
    private static func click(_ user: String, at seconds: Int = 1) -> String {
        #"{"user":"\#(user)","item":"i","action":"click","time":\#(seconds)}"#
    }

    private func flat(_ text: String, isEnveloped: Bool = false) -> String {
        var flattener = JSONFlattener(isEnveloped: isEnveloped)
        var bytes = Array(text.utf8)
        flattener.flatten(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (#"[{"a":1},{"a":2}]"#, " {\"a\":1}\n{\"a\":2}\n"),
        ("[\n {\"a\":\n  [1,\n 2]},\n {}\n]\n", "   {\"a\":   [1,  2]}\n  {} \n "),
        (#"[{"a":"},{[\"\\"},{}]"#, " {\"a\":\"},{[\\\"\\\\\"}\n{}\n"),
        ("{\n\"a\":1\n}\n{\"a\":2}\n", "{ \"a\":1 }\n{\"a\":2}\n"),
        ("{},\n{}\n", "{}\n {}\n"), ("[]\n[{}]\n", "    {}\n "),
        ("[1,\"x\",null]", " 1\n\"x\"\nnull\n"),
    ])
    func `elements become lines, and no byte more or fewer`(text: String, lines: String) {
        #expect(flat(text) == lines)
        #expect(flat(text).utf8.count == text.utf8.count)
    }

    @Test func `pages of a server are their arrays`() {
        let page = #"{"Cursor":"a[b","Items":[{"a":1},{"b":[]}],"x":1}"#
        let elements = flat(page + "\n" + page, isEnveloped: true).split(separator: "\n")
            .map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
        #expect(elements == [#"{"a":1}"#, #"{"b":[]}"#, #"{"a":1}"#, #"{"b":[]}"#])
    }

    @Test func `whatever the chunks, the same`() {
        var random = SplitMix(state: 5)
        for specimen in Specimen.all {
            let text = Array(specimen.text.utf8)
            var whole = text
            var one = JSONFlattener(isEnveloped: false)
            one.flatten(&whole)
            var (parts, rest): ([UInt8], ArraySlice<UInt8>) = ([], text[...])
            var other = JSONFlattener(isEnveloped: false)
            while !rest.isEmpty {
                var part = Array(rest.prefix(random.below(7) + 1))
                rest = rest.dropFirst(part.count)
                other.flatten(&part)
                parts += part
            }
            #expect(parts == whole)
        }
    }

    @Test func `an array is read, and a bad element named by its number and byte`() throws {
        let text = "[\(Self.click("a")),\n{\"user\":\n\"b\"},\n\(Self.click("c"))]"
        let reading = try readBehaviors(text)
        #expect(reading.detection?.format == .json)
        #expect(reading.records.map(\.user.text) == ["a", "c"])
        let byte = Self.click("a").utf8.count + 2
        #expect(reading.sentences == ["element 2, byte \(byte): there is no item id"])
        #expect(reading.isAccounted)
    }

    @Test(arguments: [
        #"{"user":"x, "item":"i"}"#, #"{"user":x","item":"i"}"#, #"{"user":"x\","item":"i"}"#,
        #"{"user":"x","item":"i"]"#, #"{"user":"x""#, "garbage", #""never closed"#,
        #"{"user":"x","a":{"b":[1,{}}"#, "}", "]", #"{"user":"x","a":tru}"#,
        String(repeating: "[", count: 200), #"{"user":"x},"#, #"{"user":"x"#,
    ])
    func `a broken element costs itself and perhaps its neighbor`(broken: String) throws {
        for separator in [",", ",\n", "\n,\n  "] {
            let good = (0..<300).map { Self.click("u\($0)") }
            let text =
                "[" + good.joined(separator: separator) + separator + broken + separator
                + good.joined(separator: separator) + "]"
            let reading = try? readBehaviors(text)
            // A bracket too many ends the array; what follows is still read where it can be.
            let records = reading?.counts.records ?? 0
            #expect(records >= 598, "\(records) with \(separator.debugDescription)")
            #expect(reading?.isAccounted == true)
            #expect((reading?.counts.rejected ?? 0) > 0 || broken == "]")
        }
    }

    @Test(arguments: ["[", "[{}", "[{},", "[{\"user\":\"a", "[\n\n"])
    func `an array that never closes is cut off, and says so after what was there`(
        end: String
    ) throws {
        let text = "[\(Self.click("a")),\(Self.click("b"))," + end.dropFirst()
        for chunk in [1, 3, 1000] {
            let options = ImportOptions { $0.limits.chunkLength = chunk }
            var reader = try RecordReader(
                .bytes(Array(text.utf8), name: "log.json"), options,
                BehaviorShape(options, admission))
            var records = 0
            let error = #expect(throws: ImportError.self) {
                while let batch = try reader.next() { records += batch.records.count }
            }
            #expect(records == 2)
            #expect(error?.code == .corrupt)
            #expect(
                error?.message.hasPrefix("log.json is cut off: its JSON array is never") == true)
        }
    }

    @Test func `an element that never ends is one reject`() throws {
        let long = "{\"user\":[" + String(repeating: "1,", count: 200_000)
        let options = ImportOptions {
            $0.format = .json
            $0.limits.lineLength = 10_000
        }
        let reading = try readBehaviors(
            "[\(Self.click("a")),\(long)1]},\(Self.click("b"))]", options)
        #expect(reading.records.map(\.user.text) == ["a", "b"])
        #expect(reading.counts.rejects == [.lineTooLong: 1])
    }
}
