import Interest
import Testing

@testable import Ingest

/// Files of systems that Ebb knows by what is in them: none needs a flag.
struct KnownShapeTests {
    struct Case: Sendable {
        let dialect: Dialect
        let text: String
        let behaviors: [Behavior]
    }

    private static let cases: [Case] = [
        Case(
            dialect: .segment,
            text: #"""
                {"type":"track","userId":"u1","event":"Product Viewed",\#
                "properties":{"product_id":"p1"},"timestamp":"2013-04-03T22:45:07Z"}
                {"type":"track","userId":"u1","event":"Signed Up","properties":{},\#
                "timestamp":"2013-04-03T22:45:07Z"}
                {"type":"track","userId":"u1","messageId":"m","event":"Order Completed",\#
                "properties":{"products":[{"product_id":"p1"},{"product_id":"p2"}]},\#
                "timestamp":"2013-04-03T22:45:07Z"}
                """#,
            behaviors: [
                behavior("u1", "p1", .browse, at: 1_365_029_107),
                behavior("u1", "p1", .purchase, at: 1_365_029_107, event: "m"),
                behavior("u1", "p2", .purchase, at: 1_365_029_107, event: "m/2"),
            ]),
        Case(
            dialect: .ga4,
            text:
                #"{"event_timestamp":"1365029107000593","event_name":"view_item","user_pse"#
                + #"udo_id":"10.4","items":[{"item_id":"G1"},{"item_id":"G2"}]}"#,
            behaviors: [
                behavior("10.4", "G1", .browse, at: 1_365_029_107),
                behavior("10.4", "G2", .browse, at: 1_365_029_107),
            ]),
        Case(
            dialect: .mixpanel,
            text:
                #"{"event":"Product Viewed","properties":{"time":1365029107,"distinct_id":"#
                + #""u","$insert_id":"x","product_id":"p"}}"#,
            behaviors: [behavior("u", "p", .browse, at: 1_365_029_107, event: "x")]),
        Case(
            dialect: .matomo,
            text:
                #"{"idVisit":1,"visitorId":"v","actionDetails":[{"type":"action","url":"ht"#
                + #"tp://a/b","pageIdAction":"7","timestamp":1365029107},{"type":"goal","tim"#
                + #"estamp":1365029107}]}"#,
            behaviors: [behavior("v", "7", .browse, at: 1_365_029_107)]),
        Case(
            dialect: .snowplow,
            text:
                #"{"event_id":"e","collector_tstamp":"2013-04-03 22:45:07.000","domain_use"#
                + #"rid":"d","user_id":null,"event_name":"view_item","se_property":"p"}"#,
            behaviors: [behavior("d", "p", .browse, at: 1_365_029_107, event: "e")]),
        Case(
            dialect: .amazon,
            text:
                #"{"overall":5.0,"reviewerID":"A2","asin":"B0","unixReviewTime":1365029107"#
                + #","reviewText":"x"}"#,
            behaviors: [behavior("A2", "B0", .rating, 10, at: 1_365_029_107)]),
        Case(
            dialect: .amazon,
            text:
                #"{"rating":4.0,"title":"t","asin":"B1","parent_asin":"B0","user_id":"A2","#
                + #""timestamp":1365029107000}"#,
            behaviors: [behavior("A2", "B0", .rating, 8, at: 1_365_029_107)]),
        Case(
            dialect: .yelp,
            text:
                #"{"review_id":"r","user_id":"u","business_id":"b","stars":4.0,"date":"201"#
                + #"3-04-03 22:45:07"}"#,
            behaviors: [behavior("u", "b", .rating, 8, at: 1_365_029_107, event: "r")]),
    ]

    @Test(arguments: cases.indices)
    func `events are read as they come`(index: Int) throws {
        let one = Self.cases[index]
        let reading = try readBehaviors(one.text)
        #expect(reading.detection?.dialect == one.dialect)
        #expect(reading.records == one.behaviors, "\(reading.sentences)")
        #expect(reading.sentences == [])
        #expect(reading.isAccounted)
    }

    @Test(arguments: [
        #"{"_id":{"$oid":"5f"},"userId":"u","itemId":"i","action":"click","timestamp":{"$d"#
            + #"ate":"2013-04-03T22:45:07Z"}}"#,
        #"{"_id":{"$oid":"5f"},"userId":"u","itemId":"i","action":"click","timestamp":{"$d"#
            + #"ate":{"$numberLong":"1365029107000"}},"value":{"$numberInt":"1"}}"#,
    ])
    func `mongoexport's values are what is in them`(line: String) throws {
        for text in [line, "[\(line)]"] {
            let record = try #require(try readBehaviors(text).records.first)
            #expect(record.event?.text == "5f")
            #expect(record.time == Timestamp(seconds: 1_365_029_107))
        }
    }

    @Test func `a way leads to what is nested, and to a record for each element`() throws {
        let line =
            #"{"who":{"id":"u"},"cart":{"lines":[{"sku":"a","n":1},{"sku":"b","n":2}]},"at"#
            + #"":1365029107,"do":"purchase"}"#
        let options = ImportOptions {
            $0.names = [
                "user": "who.id", "item": "cart.lines[].sku", "value": "cart.lines[].n",
                "time": "at", "action": "do",
            ]
        }
        let reading = try readBehaviors(line + "\n" + line, options)
        let pair = [
            behavior("u", "a", .purchase, 1, at: 1_365_029_107),
            behavior("u", "b", .purchase, 2, at: 1_365_029_107),
        ]
        #expect(reading.records == pair + pair)
        #expect(reading.isAccounted)
        let mapped = ImportOptions { $0.names = ["item": "a.b"] }
        let flat = #"{"a.b":"i","user":"u","action":"click","time":1}"#
        #expect(try readBehaviors(flat, mapped).records.first?.item.text == "i")
    }

    @Test func `Yelp's and Amazon's items have their lists`() throws {
        let yelp =
            #"{"business_id":"b1","name":"Café","categories":"Doctors, Naturopathic","stars":4}"#
        #expect(
            try readItems(yelp).records == [
                Item(
                    id: ItemID(unchecked: "b1"), title: "Café",
                    categories: ["Doctors", "Naturopathic"])
            ])
        let amazon =
            #"{"main_category":"Books","title":"T","parent_asin":"B0","categories":["Books"#
            + #"","Art"],"price":9.5}"#
        #expect(try readItems(amazon).records.first?.categories == ["Books", "Art"])
        let commas = ImportOptions { $0.listSeparator = "," }
        #expect(
            try readItems("id,categories\n1,\"a, b\"\n", commas).records.first?.categories
                == ["a", "b"])
    }

    @Test func `MovieLens' films need no flags`() throws {
        let flags = ["0", "1"] + Array(repeating: "0", count: 16) + ["1"]
        let item = "1|Toy Story (1995)|01-Jan-1995||http://x|" + flags.joined(separator: "|")
        let reading = try readItems(item + "\n" + item)
        #expect(reading.detection?.dialect == .movieLensItems)
        #expect(reading.records.first?.categories == ["Action", "Western"])
        #expect(reading.records.first?.time?.description == "1995-01-01T00:00:00Z")
        let options = ImportOptions()
        let western = Array("73::Mis".utf8) + [0xE9] + Array("rables (1995)::Drama|War\n".utf8)
        let movies = items(
            of: try read(.bytes(western, name: "memory"), options, ItemShape(options)))
        #expect(movies.records.first?.title == "Misérables (1995)")
        #expect(movies.records.first?.categories == ["Drama", "War"])
        #expect(movies.detection?.encoding == .windows1252)
    }

    @Test func `ratings above 5 are not MovieLens' stars`() throws {
        let reading = try readBehaviors("1::2::8::1365029107\n1::3::4::1365029107\n")
        #expect(reading.detection?.dialect == .ratings)
        #expect(reading.records.map(\.value) == [8, 4])
    }
}
