import Interest
import Testing

@testable import Ingest

struct JSONTests {
    static let spellings: [String] = [
        #"{"user":"u","item":"i","action":"click","time":1365029107}"#,
        #" { "time" : 1365029107 , "action" : "click" , "item" : "i" , "user" : "u" } "#,
        #"{"user":"u","item":"i","action":"click","time":1365029107000}"#,
        #"{"user":"u","item":"i","action":"click","time":"2013-04-03T22:45:07Z"}"#,
        #"{"user":"u","item":"i","action":"click","time":"2013-04-04T00:45:07+02:00"}"#,
        #"{"user":"u","item":"i","action":"click","time":"1365029107"}"#,
        #"{"user":"u","item":"i","action":"click","time":1365029107.0004}"#,
        #"{"user":"u","item":"i","action":"click","time":1.365029107e9}"#,
        #"{"us\u0065r":"\u0075","item":"i","action":"click","time":1365029107}"#,
        #"{"user":"u","item":"i","action":"click","value":null,"event":null,"time":1365029107}"#,
        #"{"a":{"user":["x",{"item":[]},{}]},"user":"u","item":"i","#
            + #""action":"click","b":[[1e-3]],"time":1365029107}"#,
        #"{"FeedbackType":"click","UserId":"u","ItemId":"i","#
            + #""Timestamp":"2013-04-03T22:45:07Z","Comment":""}"#,
    ]

    @Test(arguments: spellings)
    func `one behavior is understood in each of its spellings`(line: String) throws {
        let reading = try readBehaviors(line)
        #expect(reading.records == [behavior("u", "i", .click, at: 1_365_029_107)])
        #expect(reading.sentences == [])
    }

    @Test func `all fields are taken`() throws {
        let line = #"{"event":"e1","user":7,"item":-8,"action":"rating","value":8.5,"time":1}"#
        #expect(
            try readBehaviors(line).records
                == [behavior("7", "-8", .rating, 8.5, at: 1, event: "e1")])
    }

    @Test(arguments: [
        #"a$b.c"d"#, "𝄞 ü 漢", "with space", "tab\tnewline\n", String(repeating: "x", count: 1024),
        "9007199254740993",
    ])
    func `an id is data, whatever its letters`(id: String) throws {
        var escaped = ""
        for unit in id.utf16 {
            let digits = String(unit, radix: 16)
            escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        let line = #"{"user":"\#(escaped)","item":"i","action":"click","time":1}"#
        #expect(try readBehaviors(line).records.first?.user.text == id)
    }

    @Test func `a number beyond 2^53 stays the id it is`() throws {
        let line = #"{"user":90071992547409931,"item":"i","action":"click","time":1}"#
        #expect(try readBehaviors(line).records.first?.user.text == "90071992547409931")
    }

    @Test(arguments: [
        (#"{"user":"u""#, Reject.Kind.malformed),
        (#"{"user":"u","#, .malformed),
        (#"{"user":"u",}"#, .malformed),
        (#"{"user" "u"}"#, .malformed),
        (#"{user:"u"}"#, .malformed),
        (#"{"user":"u"} x"#, .malformed),
        (#"{"user":"u"}{"#, .malformed),
        (#"{"user":"u\x"}"#, .malformed),
        (#"{"user":"u\u12g4"}"#, .malformed),
        (#"{"user":"u\"#, .malformed),
        (#"{"value":01}"#, .malformed),
        (#"{"value":1.}"#, .malformed),
        (#"{"value":.5}"#, .malformed),
        (#"{"value":-}"#, .malformed),
        (#"{"value":1e}"#, .malformed),
        (#"{"value":NaN}"#, .malformed),
        (#"{"value":tru}"#, .malformed),
        (#"{"x":[1,]}"#, .malformed),
        (#"{"x":[1}"#, .malformed),
        (#"{"x":{"a"}}"#, .malformed),
        (#"{"x":[}]}"#, .malformed),
        ("{\"user\":\"a\tb\"}", .malformed),
        ("[1]", .malformed),
        ("null", .malformed),
        ("}", .malformed),
        (#"{}"#, .missingField),
        (#"{"item":"i","action":"click","time":1}"#, .missingField),
        (#"{"user":"u","action":"click","time":1}"#, .missingField),
        (#"{"user":"u","item":"i","time":1}"#, .missingField),
        (#"{"user":"u","item":"i","action":"click"}"#, .missingField),
        (#"{"user":"u","item":"i","action":"rating","time":1}"#, .missingField),
        (#"{"user":null,"item":"i","action":"click","time":1}"#, .missingField),
        (#"{"user":"u","us\u0065r":"v","item":"i","action":"click","time":1}"#, .duplicateField),
        (#"{"user":true,"item":"i","action":"click","time":1}"#, .wrongType),
        (#"{"user":["u"],"item":"i","action":"click","time":1}"#, .wrongType),
        (#"{"user":1.5,"item":"i","action":"click","time":1}"#, .wrongType),
        (#"{"user":"u","item":"i","action":"click","time":true}"#, .wrongType),
        (#"{"user":"u","item":"i","action":"click","value":{},"time":1}"#, .wrongType),
        (#"{"user":"","item":"i","action":"click","time":1}"#, .badIdentifier),
        (#"{"user":"u\u0000","item":"i","action":"click","time":1}"#, .badIdentifier),
        (#"{"user":"\ud800","item":"i","action":"click","time":1}"#, .notUTF8),
        (#"{"user":"\ud800\u0041","item":"i","action":"click","time":1}"#, .notUTF8),
        (#"{"user":"\udc00","item":"i","action":"click","time":1}"#, .notUTF8),
        (#"{"user":"u","item":"i","action":"fly","time":1}"#, .unknownAction),
        (#"{"user":"u","item":"i","action":"rating","value":11,"time":1}"#, .valueOffScale),
        (#"{"user":"u","item":"i","action":"click","value":1e999,"time":1}"#, .badValue),
        (#"{"user":"u","item":"i","action":"click","value":"NaN","time":1}"#, .badValue),
        (#"{"user":"u","item":"i","action":"click","value":"5 stars","time":1}"#, .badValue),
        (#"{"user":"u","item":"i","action":"click","time":"yesterday"}"#, .badTime),
        (#"{"user":"u","item":"i","action":"click","time":"2013-02-29"}"#, .badTime),
        (#"{"user":"u","item":"i","action":"click","time":1e300}"#, .badTime),
        (#"{"user":"u","item":"i","action":"click","time":-1}"#, .timeOutOfRange),
        (#"{"user":"u","item":"i","action":"click","time":99999999999999999}"#, .timeOutOfRange),
        (
            #"{"user":"u","item":"i","action":"click","time":"0001-01-01T00:00:00Z"}"#,
            .timeOutOfRange
        ),
    ])
    func `a bad line is rejected for its reason`(line: String, reason: Reject.Kind) throws {
        let options = ImportOptions { $0.format = .jsonLines }
        let reading = try readBehaviors(line, options)
        #expect(reading.reasons == [reason], "\(reading.sentences)")
        #expect(reading.counts.rejects == [reason: 1])
        #expect(reading.isAccounted)
    }

    @Test func `nesting ends at its limit, and a million brackets do no harm`() throws {
        func line(_ depth: Int) -> String {
            let nest = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return #"{"x":\#(nest),"user":"u","item":"i","action":"click","time":1}"#
        }
        #expect(try readBehaviors(line(JSONLine.depthMax)).records.count == 1)
        #expect(try readBehaviors(line(JSONLine.depthMax + 1)).reasons == [.tooDeep])
        #expect(try readBehaviors(line(400_000)).reasons == [.tooDeep])
    }

    @Test func `a reject says where, what, and how the line begins`() throws {
        let good = #"{"user":"u","item":"i","action":"click","time":1}"#
        let bad = #"{"user":"u","item":"i","action":"click","time":"soon"}"#
        let reading = try readBehaviors(good + "\r\n\n" + bad + "\n" + good)
        let reject = try #require(reading.counts.firstRejects.first)
        #expect(reject.line == 3)
        #expect(reject.byteOffset == 52 + 48)
        #expect(
            reject.sentence
                == "line 3, byte 100: the time \"soon\" is neither seconds or milliseconds since "
                + "1970 nor ISO 8601 (2013-04-03T20:05:07Z) nor another known spelling: "
                + "--time-format describes it")
        #expect(reject.text == bad)
        #expect(reading.counts.records == 2)
        #expect(reading.counts.blank == 1)
    }

    @Test func `names of one's own go before the usual ones`() throws {
        let options = ImportOptions {
            $0.names = ["user": "visitor", "item": "user"]
            $0.actionNames = ["view": .browse]
        }
        let line = #"{"visitor":"v","user":"thing","action":"view","time":1}"#
        #expect(
            try readBehaviors(line, options).records == [behavior("v", "thing", .browse, at: 1)])
    }
}
