import Foundation
import Interest
import Testing

@testable import Ingest

/// Files of other systems, as they come from them.
struct DialectTests {
    private static let metarank = """
        {"event":"interaction","id":"e1","timestamp":"1599391467000","user":"u1","session":"s1",\
        "type":"click","item":"i1","fields":[{"name":"count","value":1}]}
        {"event":"ranking","id":"r1","timestamp":"1599391467000","session":"s1",\
        "items":[{"id":"i1","relevancy":2.0},{"id":"i2"}]}
        {"event":"item","id":"e2","timestamp":"1599391467000","item":"i1","fields":[\
        {"name":"title","value":"Nice jeans"},{"name":"price","value":25.0},\
        {"name":"genres","value":["blue","black"]},{"name":"tags","value":["new"]}]}
        {"event":"user","id":"e3","timestamp":"1599391467000","user":"u1","fields":[\
        {"name":"age","value":33},{"name":"labels","value":["vip"]}]}

        """

    @Test func `of Metarank's events each import takes its own`() throws {
        let behaviors = try readBehaviors(Self.metarank)
        #expect(behaviors.detection?.description == "JSON Lines, Metarank's events")
        #expect(
            behaviors.records == [behavior("u1", "i1", .click, at: 1_599_391_467, event: "e1")])
        #expect(behaviors.counts.passed == [.otherEvent: 3])
        #expect(behaviors.counts.rejected == 0)
        #expect(behaviors.isAccounted)
        let items = try readItems(Self.metarank)
        #expect(
            items.records == [
                Item(
                    id: ItemID(unchecked: "i1"), title: "Nice jeans",
                    categories: ["blue", "black"], labels: ["new"],
                    time: Timestamp(seconds: 1_599_391_467))
            ])
        #expect(items.counts.passed == [.otherEvent: 3])
        let options = ImportOptions()
        let profiles = try read(
            .bytes(Array(Self.metarank.utf8), name: "memory"), options, ProfileShape(options))
        #expect(
            profiles.records == [Profile(id: UserID(unchecked: "u1"), labels: ["vip"])])
    }

    @Test func `in Metarank's events a session may stand for the user`() throws {
        let options = ImportOptions { $0.names = ["user": "session"] }
        let records = try readBehaviors(Self.metarank, options).records
        #expect(records.map(\.user.text) == ["s1"])
    }

    @Test func `our own event ids are not taken for Metarank's kinds`() throws {
        let line = #"{"event":"item","user":"u","item":"i","action":"click","time":1}"#
        let reading = try readBehaviors(line)
        #expect(reading.detection?.dialect == nil)
        #expect(reading.records.first?.event?.text == "item")
    }

    @Test(arguments: ["\t", ",", "::"])
    func `u.data needs no flags`(delimiter: String) throws {
        let text = "196\t242\t3\t881250949\n186\t302\t3.5\t891717742\n"
            .replacing("\t", with: delimiter)
        let reading = try readBehaviors(text)
        #expect(reading.detection?.dialect == .movieLens)
        #expect(
            reading.records == [
                behavior("196", "242", .rating, 6, at: 881_250_949),
                behavior("186", "302", .rating, 7, at: 891_717_742),
            ])
    }

    @Test(arguments: [
        "196\t242\t30\t881250949\n", "196\t242\t3\t8812\n", "196\t242\t3\t881250949\t1\n",
        "a\tb\tc\td\n",
    ])
    func `four other columns are not taken for it`(text: String) {
        #expect(throws: ImportError.self) { try readBehaviors(text) }
    }

    @Test func `ratings.csv needs no flags, and another action may be said`() throws {
        let text = "userId,movieId,rating,timestamp\r\n1,296,5.0,1147880044\r\n"
        let reading = try readBehaviors(text)
        #expect(
            reading.detection?.description
                == "columns separated by \",\", with a header: 1 user, 2 item, 3 value, 4 time, "
                + "in MovieLens' shape, each a rating of at most 5")
        #expect(reading.records == [behavior("1", "296", .rating, 10, at: 1_147_880_044)])
        let options = ImportOptions { $0.defaultAction = .click }
        #expect(try readBehaviors(text, options).records.first?.action == .click)
    }

    @Test func `Gorse's feedback, as lines, as an array and as pages, is the same`() throws {
        let line =
            #"{"FeedbackType":"click","UserId":"u","ItemId":"i","Value":1,"#
            + #""Timestamp":"2013-04-03T22:45:07Z","Labels":{"a":["b"]},"Comment":"c"}"#
        var one = behavior("u", "i", .click, 1, at: 1_365_029_107)
        one.note = Note(
            labels: Labels(
                unchecked: .object([.init(name: "a", value: .array([.text("b")]))])),
            comment: "c")
        let expected = [one, one]
        let page = #"{"Cursor":"x","Feedback":[\#(line)]}"#
        for text in ["\(line)\n\(line)\n", "[\(line),\(line)]", "\(page)\n\(page)\n"] {
            let reading = try readBehaviors(text)
            #expect(reading.records == expected)
            #expect(reading.detection?.dialect == .gorse)
            #expect(reading.counts.rejected == 0)
        }
    }

    @Test func `Gorse's older exports as CSV are read by their headers`() throws {
        let feedback = "feedback_type,user_id,item_id,time_stamp\nclick,u,i,2013-04-03 22:45:07\n"
        #expect(
            try readBehaviors(feedback).records == [behavior("u", "i", .click, at: 1_365_029_107)])
        let items =
            "item_id,is_hidden,categories,time_stamp,labels,description\n"
            + "i,false,a|b,2013-04-03 22:45:07,c|d,words\n"
        #expect(
            try readItems(items).records == [
                Item(
                    id: ItemID(unchecked: "i"), title: "words", categories: ["a", "b"],
                    labels: ["c", "d"], time: Timestamp(seconds: 1_365_029_107))
            ])
    }

    @Test(arguments: [
        (
            #"{"color":"red","tags":["a","b"],"deep":{"x":"y"},"embedding":[0.5,1],"none":null}"#,
            nil
        ),
        ("[0.5,-1]", nil), ("[]", nil), (#"["a","b"]"#, nil), ("null", nil),
        // What Gorse would refuse is made fit.
        (#"{"a":["d",1],"b":true,"c":{"d":false}}"#, #"{"a":["d","1"],"c":{}}"#),
        (#"["a",1]"#, #"["a","1"]"#),
    ])
    func `labels that are nested are kept as they are`(labels: String, fit: String?) throws {
        let reading = try readItems(#"{"ItemId":"i","Labels":\#(labels)}"#)
        #expect(reading.records.first?.labels.json.description == fit ?? labels)
        #expect(reading.sentences == [])
    }

    @Test func `labels that cannot be made fit are rejected`() throws {
        let long = String(repeating: "x", count: 1025)
        for (labels, reason) in [
            (#"{"a":"\#(long)"}"#, Reject.Kind.tooMuchText), (#"{"a\u0000":"b"}"#, .wrongType),
            (#"{"a":[["b"]]}"#, .wrongType), (#"{"a":"\ud83d"}"#, .notUTF8),
        ] {
            #expect(try readItems(#"{"id":"7","labels":\#(labels)}"#).reasons == [reason])
        }
    }
}
