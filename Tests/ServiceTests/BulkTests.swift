import HTTPTypes
import Hummingbird
import Interest
import NIOCore
import Service
import Testing

/// Users, items and feedback by the file.
struct BulkTests {
    private let form: HTTPFields = [.contentType: "multipart/form-data; boundary=\"xx\""]

    private func upload(_ lines: String) -> String {
        "--xx\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n{}\r\n"
            + "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"u.jsonl\"\r\n"
            + "Content-Type: application/jsonl\r\n\r\n\(lines)\r\n--xx--\r\n"
    }

    private let files = [
        "users": #"{"UserId":"ann","Labels":{"b":["x"],"a":1},"Comment":"hi"}"# + "\n"
            + #"{"UserId":"bob","Labels":null,"Comment":""}"# + "\n",
        "items": #"{"ItemId":"a","IsHidden":true,"Categories":["x"],"Timestamp":"#
            + #""1996-03-15T00:00:00Z","Labels":[1,2],"Comment":"A Film"}"# + "\n"
            + #"{"ItemId":"b","IsHidden":false,"Categories":[],"Timestamp":"#
            + #""0001-01-01T00:00:00Z","Labels":null,"Comment":""}"# + "\n",
        "feedback": #"{"FeedbackType":"click","UserId":"ann","ItemId":"a","Value":2.0,"#
            + #""Timestamp":"2024-05-01T00:00:00Z","Updated":"2024-05-01T00:00:00Z","#
            + #""Labels":{"a":["b"]},"Comment":"nice"}"# + "\n"
            + #"{"FeedbackType":"click","UserId":"bob","ItemId":"a","Value":0.0,"#
            + #""Timestamp":"2024-05-02T00:00:00Z","Updated":"2024-05-02T00:00:00Z","#
            + #""Labels":null,"Comment":""}"# + "\n",
    ]

    @Test(arguments: ["users", "items", "feedback"], [true, false])
    func `what comes in goes out, and the same again adds nothing`(
        name: String, asForm: Bool
    ) async throws {
        let world = try World()
        let file = try #require(files[name])
        for _ in 0..<2 {
            let answer = try await world.ask(
                .post, "/api/bulk/\(name)", headers: asForm ? form : [:],
                body: asForm ? upload(file) : file)
            #expect(answer.body == #"{"RowAffected":2}"#)
            let all = try await world.get("/api/bulk/\(name)")
            #expect(all.body == file)
            #expect(all.headers[.contentType] == "application/jsonl")
            #expect(all.headers[.contentDisposition] == "attachment;filename=\(name).jsonl")
        }
    }

    @Test func `more than a batch goes through in order`() async throws {
        let world = try World()
        let file = (0..<2500).map { #"{"UserId":"u\#(10_000 + $0)"}"# }.joined(separator: "\n")
        #expect(
            try await world.ask(.post, "/api/bulk/users", headers: form, body: upload(file)).body
                == #"{"RowAffected":2500}"#)
        let all = try await world.get("/api/bulk/users").body.split(separator: "\n")
        #expect(all.count == 2500)
        #expect(all == all.sorted())
    }

    @Test(arguments: [
        ("users", #"{"UserId":"u"}"# + "\n{", "line 2: not JSON in UTF-8"),
        ("users", #"{"UserId":"u"}"# + "\n\n[]", "line 3: must be an object"),
        ("items", #"{"ItemId":""}"#, "line 1: the item id is empty"),
        (
            "feedback", #"{"FeedbackType":"sniff","UserId":"u","ItemId":"i"}"#,
            "line 1: the action \"sniff\" has no gain"
        ),
        (
            "feedback",
            #"{"FeedbackType":"rating","UserId":"u","ItemId":"i","Value":"3"}"#,
            "line 1: Value must be a number"
        ),
    ])
    func `a line that is wrong is named`(
        name: String, file: String, sentence: String
    ) async throws {
        let answer = try await World().ask(
            .post, "/api/bulk/\(name)", headers: form, body: upload(file))
        #expect(answer.status == 400)
        #expect(answer.body.hasPrefix(sentence))
        #expect(answer.body.hasSuffix("(of the file 0 records are in)"))
    }

    @Test func `a form without a file, and one that is too long, are refused`() async throws {
        var world = try World()
        let nameless = upload("{}").replacing("name=\"file\"", with: "name=\"files\"")
        let answer = try await world.ask(
            .post, "/api/bulk/users", headers: form, body: nameless)
        #expect(answer.status == 400)
        #expect(answer.body.hasPrefix("the form has no part named \"file\""))
        world.configuration.bodyMax = 20
        let line = #"{"UserId":"a long name indeed"}"#
        #expect(try await world.ask(.post, "/api/bulk/users", body: line).status == 413)
        world.configuration.uploadMax = 10
        #expect(try await world.ask(.post, "/api/bulk/users", body: line).status == 413)
        #expect(
            try await world.ask(
                .post, "/api/bulk/users",
                headers: [.contentType: "multipart/form-data"], body: ""
            ).status == 400)
    }
}
