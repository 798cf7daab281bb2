import Interest
import Testing

@testable import Ingest

struct DelimitedTests {
    @Test(arguments: [",", "\t", "|", ";", "::", "<=>"])
    func `columns are cut by any delimiter`(delimiter: String) throws {
        let line = ["u", "i", "7", "1365029107"].joined(separator: delimiter)
        var options = ImportOptions.ratings
        options.format = .delimited(by: delimiter)
        let reading = try readBehaviors(line + "\n" + line, options)
        #expect(
            reading.records
                == Array(repeating: behavior("u", "i", .rating, 7, at: 1_365_029_107), count: 2))
    }

    @Test func `a header names the columns, in any order and with others between`() throws {
        let text = """
            timestamp,Session,movieId,rating,userId
            1365029107,s1,i,7,u

            """
        let reading = try readBehaviors(text, ImportOptions { $0.defaultAction = .rating })
        #expect(reading.records == [behavior("u", "i", .rating, 7, at: 1_365_029_107)])
        #expect(reading.counts.header == 1)
        #expect(reading.detection?.hasHeader == true)
        #expect(reading.detection?.ignored == ["Session"])
        #expect(
            reading.detection?.description
                == "columns separated by \",\", with a header: 1 time, 3 item, 4 value, 5 user; "
                + "not read: Session")
    }

    @Test func `a map names columns that nobody could guess`() throws {
        let text = "timestamp,visitorid,event,itemid\n1433221332117,257597,view,355908\n"
        let options = ImportOptions {
            $0.names = ["user": "visitorid", "action": "event"]
            $0.actionNames = ["view": .browse]
        }
        let reading = try readBehaviors(text, options)
        #expect(reading.records.first?.user.text == "257597")
        #expect(reading.records.first?.action == .browse)
        #expect(reading.records.first?.time.milliseconds == 1_433_221_332_117)
    }

    @Test func `quotes hold delimiters, quotes and line ends`() throws {
        let text = #"""
            user,item,action,value,time
            "a,b","say ""i""",click,,1
            "two
            lines",i,click,"2","2"
            plain,mid"quote,click,,3

            """#
        let reading = try readBehaviors(text)
        #expect(
            reading.records == [
                behavior("a,b", "say \"i\"", .click, at: 1),
                behavior("two\nlines", "i", .click, 2, at: 2),
                behavior("plain", "mid\"quote", .click, at: 3),
            ])
        #expect(reading.counts.lines == 5)
        #expect(reading.counts.continued == 1)
        #expect(reading.isAccounted)
    }

    @Test func `a stray quote costs its own line and no other`() throws {
        let good = (0..<300).map { "u\($0),i,click,\($0)" }.joined(separator: "\n")
        let text = "user,item,action,time\n\"open,i,click,1\n" + good + "\n\"x\"y,i,click,1\n"
        let reading = try readBehaviors(text)
        #expect(reading.records.count == 300)
        #expect(reading.counts.rejects == [.openQuote: 1, .malformed: 1])
        #expect(reading.counts.firstRejects.map(\.line) == [2, 303])
        #expect(reading.counts.firstRejects.first?.text == "\"open,i,click,1")
        #expect(reading.isAccounted)
    }

    @Test func `tabs quote only where the file does`() throws {
        let bare = "user\titem\taction\ttime\n\"u\ti\tclick\t1\n"
        #expect(try readBehaviors(bare).records.first?.user.text == "\"u")
        let quoted = "user\titem\taction\ttime\n\"u\tv\"\ti\tclick\t1\n\"w\"\ti\tclick\t1\n"
        #expect(try readBehaviors(quoted).records.map(\.user.text) == ["u\tv", "w"])
    }

    @Test(arguments: [
        ("u,i,7", Reject.Kind.columnCount), ("u,i,7,1,2", .columnCount), ("u", .columnCount),
        (",i,7,1", .missingField), ("u,,7,1", .missingField), ("u,i,7,", .missingField),
        ("u,i,,1", .missingField), ("\"\",i,7,1", .badIdentifier), ("u\0,i,7,1", .badIdentifier),
        ("u,i,7.5.1,1", .badValue), ("u,i,0x7,1", .badValue), ("u,i,nan,1", .badValue),
        ("u,i,-Infinity,1", .badValue), ("u,i,11,1", .valueOffScale),
        ("u,i,7,03/04/2013", .badTime),
        ("u,i,7,-5", .timeOutOfRange), ("u,i,7,99999999999999", .timeOutOfRange),
        ("u,i,7,123456789012345678901234567890", .badTime),
        (String(repeating: "u", count: 10_240) + ",i,7,1", .badIdentifier),
    ])
    func `a bad line is rejected for its reason`(line: String, reason: Reject.Kind) throws {
        let reading = try readBehaviors("a,b,7,1\n" + line + "\na,b,7,1\n", .ratings)
        #expect(reading.reasons == [reason], "\(reading.sentences)")
        #expect(reading.counts.records == 2)
        #expect(reading.isAccounted)
    }

    @Test func `an empty column takes the default`() throws {
        let options = ImportOptions {
            $0.defaultAction = .purchase
            $0.defaultValue = 1
        }
        let text = "user,item,action,value,time\nu,i,,,1\nu,i,click,3,1\n"
        #expect(
            try readBehaviors(text, options).records == [
                behavior("u", "i", .purchase, 1, at: 1), behavior("u", "i", .click, 3, at: 1),
            ])
    }

    @Test func `UTF-8 is asked for only where bytes become text`() throws {
        var bytes = Array("user,item,action,time,note\nu,i,click,1,".utf8) + [0xFF, 0x0A]
        bytes += Array("ab".utf8) + [0xC3, 0x28] + Array(",i,click,1,n\n".utf8)
        let reading = try readBehaviors(bytes)
        #expect(reading.counts.records == 1)
        let reject = try #require(reading.counts.firstRejects.first)
        #expect(reject.reason == .notUTF8)
        #expect(reject.byteOffset == 27 + 14 + 2)
        #expect(reject.sentence == "line 3, byte 43: the user id is not UTF-8")
    }
}
