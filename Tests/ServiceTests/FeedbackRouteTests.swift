import HTTPTypes
import Interest
import Repositories
import Service
import Testing

struct FeedbackRouteTests {
    private let good = #"{"FeedbackType":"click","UserId":"u","ItemId":"i"}"#
    private let inserted = HTTPField.Name("X-Ebb-Inserted")

    private func logged(_ world: World) async throws -> [Behavior] {
        try await world.behaviors.newest(100, of: UserID("u"), until: .latest)
    }

    @Test func `a feedback is a behavior with its time and value`() async throws {
        let world = try World()
        let answer = try await world.ask(
            .post, "/api/feedback",
            body: """
                [{"FeedbackType":"rating","UserId":"u","ItemId":"i","Value":7.5,
                  "Timestamp":"2024-05-01 08:30:00+02:00","Labels":{"a":[1]},"Comment":"nice",
                  "Updated":"2024-05-01T00:00:00Z"},
                 {"FeedbackType":"click","UserId":"u","ItemId":"j","Timestamp":1714545000.25},
                 {"FeedbackType":"click","UserId":"u","ItemId":"k","Timestamp":"","Value":null},
                 {"FeedbackType":"click","UserId":"u","ItemId":"l","Timestamp":null}]
                """)
        #expect(answer.status == 200)
        #expect(answer.body == #"{"RowAffected":4}"#)
        let (user, now) = (try UserID("u"), World.now)
        #expect(
            try await Set(logged(world)) == [
                Behavior(
                    user: user, item: ItemID("i"), action: .rating, value: 7.5,
                    time: Timestamp(seconds: 1_714_545_000),
                    note: Note(
                        labels: Labels(
                            .object([.init(name: "a", value: .array([.integer(1)]))])),
                        comment: "nice")),
                Behavior(
                    user: user, item: ItemID("j"), action: .click,
                    time: Timestamp(milliseconds: 1_714_545_000_250)),
                Behavior(user: user, item: ItemID("k"), action: .click, time: now),
                Behavior(user: user, item: ItemID("l"), action: .click, time: now),
            ])
    }

    @Test func `a repeat is answered alike and counts once`() async throws {
        let world = try World()
        let name = try #require(inserted)
        for expected in ["1", "0"] {
            let answer = try await world.ask(.post, "/api/feedback", body: "[\(good)]")
            #expect(answer.body == #"{"RowAffected":1}"#)
            #expect(answer.headers[name] == expected)
        }
        #expect(try await logged(world).count == 1)
    }

    @Test func `behaviors with ids of their own are distinguished by them`() async throws {
        let world = try World()
        let body = ["e1", "e2", "e1"]
            .map { #"{"FeedbackType":"click","UserId":"u","ItemId":"i","EventId":"\#($0)"}"# }
            .joined(separator: ",")
        let answer = try await world.ask(.post, "/api/feedback", body: "[\(body)]")
        let name = try #require(inserted)
        #expect(answer.body == #"{"RowAffected":3}"#)
        #expect(answer.headers[name] == "2")
    }

    @Test func `one feedback needs no array, and an empty array adds nothing`() async throws {
        let world = try World()
        #expect(
            try await world.ask(.post, "/api/feedback", body: "\n \(good)").body
                == #"{"RowAffected":1}"#)
        #expect(
            try await world.ask(.post, "/api/feedback", body: "[]").body == #"{"RowAffected":0}"#)
    }

    @Test(arguments: [
        (
            #""FeedbackType":"sniff","UserId":"u","ItemId":"i""#,
            #"the action "sniff" has no gain in the settings, which know browse, click, purchase, "#
                + "rating"
        ),
        (#""FeedbackType":"","UserId":"u","ItemId":"i""#, "the action is empty"),
        (#""FeedbackType":"click","UserId":"","ItemId":"i""#, "the user id is empty"),
        (
            #""FeedbackType":"click","UserId":"u","ItemId":"a\u0000b""#,
            "the item id has a NUL byte in it"
        ),
        (
            #""FeedbackType":"click","UserId":"u","ItemId":"\#(tenKilobytes)""#,
            "the item id has 10240 bytes: at most 1024 are allowed"
        ),
        (#""FeedbackType":"rating","UserId":"u","ItemId":"i""#, "a rating needs a value"),
        (
            #""FeedbackType":"rating","UserId":"u","ItemId":"i","Value":11"#,
            "the value 11.0 is outside the scale 0.0 to 10.0"
        ),
        (
            #""FeedbackType":"click","UserId":"u","ItemId":"i","Timestamp":"1969-12-31T23:59:59Z""#,
            "the time 1969-12-31T23:59:59Z lies before 1970-01-01T00:00:00Z"
        ),
        (
            #""FeedbackType":"click","UserId":"u","ItemId":"i","Timestamp":"2024-05-12""#,
            "the time 2024-05-12T00:00:00Z lies in the future: the latest allowed is "
                + "2024-05-11T00:00:00Z"
        ),
        (#""FeedbackType":"click","ItemId":"i""#, "UserId is missing"),
        (#""FeedbackType":1,"UserId":"u","ItemId":"i""#, "FeedbackType must be a text"),
        (#""FeedbackType":null,"UserId":"u","ItemId":"i""#, "FeedbackType is missing"),
        (
            #""FeedbackType":"click","UserId":"u","ItemId":"i","Value":"3""#,
            "Value must be a number"
        ),
        (
            #""FeedbackType":"click","UserId":"u","ItemId":"i","Timestamp":"soon""#,
            #"Timestamp must be a time such as "2024-05-01T12:00:00Z", or a number of seconds "#
                + "since 1970"
        ),
        (
            #""FeedbackType":"click","UserId":"u","ItemId":"i","Timestamp":1e300"#,
            #"Timestamp must be a time such as "2024-05-01T12:00:00Z", or a number of seconds "#
                + "since 1970"
        ),
    ])
    func `one that is wrong is named, and none is written`(
        fields: String, sentence: String
    ) async throws {
        let world = try World()
        let answer = try await world.ask(
            .post, "/api/feedback", body: "[\(good),\(good),{\(fields)},\(good)]")
        #expect(answer.status == 400)
        #expect(answer.body == "feedback 3: \(sentence)")
        #expect(answer.headers[.contentType] == "text/plain; charset=utf-8")
        #expect(try await world.behaviors.count().behaviors == 0)
    }

    @Test(arguments: [
        ("", "the body is not JSON in UTF-8"), ("[", "the body is not JSON in UTF-8"),
        ("[{\"FeedbackType\":\"cli", "the body is not JSON in UTF-8"),
        ("FeedbackType=click", "the body is not JSON in UTF-8"),
        ("3", "the body must be an array of feedback, or one feedback"),
        ("null", "the body must be an array of feedback, or one feedback"),
        ("[[]]", "feedback 1: must be an object"), ("[1]", "feedback 1: must be an object"),
        (String(repeating: "[", count: 100_000), "the body is nested deeper than 64 levels"),
    ])
    func `a body that is no feedback is refused`(body: String, sentence: String) async throws {
        let answer = try await World().ask(.post, "/api/feedback", body: body)
        #expect(answer.status == 400)
        #expect(answer.body.hasPrefix(sentence))
    }

    @Test func `a body over the limit is refused`() async throws {
        var world = try World()
        world.configuration.bodyMax = 100
        let answer = try await world.ask(
            .post, "/api/feedback", body: good + String(repeating: " ", count: 100))
        #expect(answer.status == 413)
        #expect(answer.body == "the body is larger than 100 bytes: send less at once")
        #expect(try await world.ask(.post, "/api/feedback", body: good).status == 200)
    }

    @Test func `more feedback than the limit is refused`() async throws {
        var world = try World()
        world.configuration.feedbackMax = 2
        let answer = try await world.ask(.post, "/api/feedback", body: "[\(good),\(good),\(good)]")
        #expect(answer.status == 400)
        #expect(answer.body == "the body has 3 entries: at most 2 are taken at once")
        #expect(try await world.behaviors.count().behaviors == 0)
    }
}

/// An id that is far too long.
private let tenKilobytes = String(repeating: "x", count: 10_240)
