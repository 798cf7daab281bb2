import Interest
import Testing
import Wire

struct WireRecordTests {
    private static let part = ScorePart(
        because: "a\"b", category: nil, title: nil, weight: 0.5, similarity: 1e-9, share: 0.25)
    private static let item = ExplainedItem(
        id: "é😀", title: "\u{1}\\", score: 3, from: "blend", parts: [part])

    @Test func `fields are written in their order, and optional ones only where they are`() {
        #expect(
            String(decoding: Self.item.json, as: UTF8.self)
                == #"{"Id":"é😀","Title":"\u0001\\","Score":3.0,"From":"blend","Parts":["#
                + #"{"Because":"a\"b","Title":null,"Weight":0.5,"Similarity":1e-09,"Share":0.25}]}"#
        )
    }

    @Test func `what is written reads back as the same`() throws {
        let read = try ExplainedItem(parsing: Self.item.json)
        #expect(read.json == Self.item.json)
        #expect(read.parts[0].because == "a\"b")
        #expect(read.parts[0].category == nil)
        #expect(read.title == "\u{1}\\")
    }

    @Test func `names that are data are written in order, and read back`() throws {
        let models = ["trending": 2, "a\"b": 1]
        #expect(String(decoding: models.json, as: UTF8.self) == #"{"a\"b":1,"trending":2}"#)
        #expect(try [String: Int](parsing: models.json) == models)
    }

    @Test func `a record skips names that it does not know`() throws {
        let score = try Score(parsing: Array(#"{"New":[1],"Score":2,"Id":"x"}"#.utf8))
        #expect(score.id == "x")
        #expect(score.score == 2)
    }

    @Test(arguments: [
        (#"{"UserId":"u","At":"x"}"#, "At: expected a time such as 2024-05-01T12:00:00Z"),
        (#"{"UserId":7}"#, "UserId: expected a text"),
        (#"{"UserId":"u"}"#, "At: missing"),
        (#"[]"#, "expected an object"),
        (#"{"UserId""#, "no JSON: a colon is missing at byte 9"),
        (
            #"{"UserId":"","At":"2024-01-01T00:00:00Z","Behaviors":1,"Interests":[{"ItemId":1}]}"#,
            "Interests[0].ItemId: expected a text"
        ),
        (
            #"{"UserId":"u","At":"2024-01-01T00:00:00Z","Behaviors":1.5,"Interests":[]}"#,
            "Behaviors: expected a whole number"
        ),
    ])
    func `what cannot be read is named with its place`(text: String, problem: String) {
        #expect {
            try InterestsAnswer(parsing: Array(text.utf8))
        } throws: { error in
            "\(error)" == problem
        }
    }

    @Test func `the schema has the fields in order, and requires those that are always there`() {
        var json = JSONWriter()
        ScorePart.schema.write(to: &json)
        #expect(
            String(decoding: json.bytes, as: UTF8.self)
                == #"{"type":"object","properties":{"#
                + #""Because":{"anyOf":[{"type":"string"},{"type":"null"}]},"#
                + #""Category":{"type":"string"},"#
                + #""Title":{"anyOf":[{"type":"string"},{"type":"null"}]},"#
                + #""Weight":{"type":"number"},"Similarity":{"type":"number"},"#
                + #""Share":{"type":"number"}},"#
                + #""required":["Because","Title","Weight","Similarity","Share"],"#
                + #""additionalProperties":false}"#)
    }
}
