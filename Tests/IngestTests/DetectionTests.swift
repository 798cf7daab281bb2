import Testing

@testable import Ingest

struct DetectionTests {
    static let actionMissing =
        "no column of memory gives the action: "
        + "say which action each is (--action NAME), or which column has it"

    private func refusal(_ text: String, _ options: ImportOptions) -> ImportError? {
        do {
            _ = try readBehaviors(text, options)
            return nil
        } catch {
            return error as? ImportError
        }
    }

    @Test(arguments: [
        ("{\"user\":1}\n{\"user\":2}\n", ImportFormat.jsonLines),
        ("[{\"user\":1}]", .json), ("\n [\n{\"user\":\n1}]\n", .json),
        ("{\n\"user\":1}\n{\n\"user\":2}\n", .json),
        ("{\"user\":1\n}\n{\"user\":2\n}\n", .json),
        ("{\"Cursor\":\"\",\"Feedback\":[{\"UserId\":\"u\"}]}", .json),
        ("{ \"Cursor\": \"\",\n \"Items\": [\n] }", .json),
        ("{\"user\":1", .jsonLines), ("[]", .json),
        ("broken\n{\"user\":1}\n  {\"user\":2}\n", .jsonLines),
        ("1::2::7::5\n1::3::7::5\n", .delimited(by: "::")),
        ("1|2|7|5\n", .delimited(by: "|")), ("1\t2\t7\t5\n", .delimited(by: "\t")),
        ("1;\"2;3\";7;5\n1;2;7;5\n", .delimited(by: ";")),
        ("1,2,7,5\n1,2,7\n1,2,7,5\n", .delimited(by: ",")),
        ("1,\"a,b\",7,5\n1,2,7,5\n", .delimited(by: ",")),
        ("1,2,7,5", .delimited(by: ",")),
    ])
    func `the format is found by looking`(text: String, format: ImportFormat) throws {
        let reading = try readBehaviors(text, .ratings)
        #expect(reading.detection?.format == format)
        #expect(reading.isAccounted)
    }

    @Test func `an unknown format is an error that says which flag to give`() {
        let none = ImportOptions()
        #expect(refusal("hello\nworld\n", none)?.code == .formatUnknown)
        #expect(refusal("1,2,3,4\n", none)?.message.contains("has no header") == true)
    }

    @Test(arguments: [
        (
            "user,item,time\nu,i,1\n",
            actionMissing
        ),
        (
            "user,item,action,when\nu,i,click,1\n",
            "no column of memory gives the time: "
                + "say which column it is (--map time=NAME or --columns), or what stands in for it "
                + "(--time now, --time 2024-01-31, or --order NAME for a column that numbers what "
                + "came first)"
        ),
        (
            "user,user_id,item,userId\n",
            actionMissing
        ),
        (
            "user_id,userId,item,action,time\n",
            "columns 1 and 2 of memory both give the user: say which counts (--map user=NAME)"
        ),
    ])
    func `a header that does not do is refused before the first line`(
        text: String, sentence: String
    ) {
        #expect(refusal(text, ImportOptions())?.message == sentence)
    }

    @Test func `options that name nothing are refused`() {
        let text = "user,item,action,time\nu,i,click,1\n"
        #expect(
            refusal(text, ImportOptions { $0.columns = ["user", "itme", "action", "time"] })?
                .message
                == "\"itme\" is no field: known are event, user, item, action, value, time, "
                + "labels, comment, and - leaves a column out")
        #expect(
            refusal(text, ImportOptions { $0.names = ["user": "visitor"] })?.message
                == "memory has no column \"visitor\" for the user: it has user, item, action, time")
        #expect(
            refusal(text, ImportOptions { $0.names = ["usr": "user"] })?.message
                == "\"usr\" is no field of behaviors: "
                + "known are event, user, item, action, value, time, labels, comment"
        )
    }

    @Test func `a header is skipped beside columns given, and taken as data when told`() throws {
        let text = "user,item,value,time\nu,i,7,1\n"
        #expect(try readBehaviors(text, .ratings).counts.header == 1)
        var options = ImportOptions.ratings
        options.hasHeader = false
        let reading = try readBehaviors(text, options)
        #expect(reading.counts.header == 0)
        #expect(reading.reasons == [.badValue])
    }

    @Test(arguments: [
        ("jsonl", ImportFormat.jsonLines), ("json", .json), ("CSV", .delimited(by: ",")),
        ("tsv", .delimited(by: "\t")), ("::", .delimited(by: "::")), ("|", .delimited(by: "|")),
    ])
    func `a format goes by its name or its delimiter`(name: String, format: ImportFormat) {
        #expect(ImportFormat(name) == format)
    }

    @Test(arguments: ["", "parquet", "x", "1", "\"", "\n"])
    func `another name is no format`(name: String) {
        #expect(ImportFormat(name) == nil)
    }
}
