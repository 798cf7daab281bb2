import Interest
import Testing

@testable import Ingest

/// Times that looking at them does not settle, and what the options and the file say about them.
struct TimeOptionTests {
    private func times(
        _ spellings: [String], _ set: (inout ImportOptions) -> Void = { _ in }
    ) throws -> [String] {
        let options = ImportOptions(set)
        let rows = spellings.enumerated().map { "u\($0),i,click,\"\($1)\"\n" }.joined()
        return try readBehaviors("user,item,action,time\n" + rows, options).records
            .map(\.time.description)
    }

    @Test func `one date settles for the file whether the day comes first`() throws {
        #expect(
            try times(["03/04/2013", "25/04/2013"])
                == ["2013-04-03T00:00:00Z", "2013-04-25T00:00:00Z"])
        #expect(
            try times(["03/04/2013 10:00 PM", "04/25/2013 1:00 AM"])
                == ["2013-03-04T22:00:00Z", "2013-04-25T01:00:00Z"])
        let late = (0..<3000).map { "03/04/2013 10:\(10 + $0 % 50)" } + ["25/04/2013 10:00"]
        #expect(try times(late).first == "2013-04-03T10:10:00Z")
    }

    @Test func `where none does, the order is asked for`() throws {
        let error = #expect(throws: ImportError.self) { try times(["03/04/2013", "05/04/2013"]) }
        #expect(error?.message.contains("say --date-order day-first or month-first") == true)
        #expect(
            try times(["03/04/2013"]) { $0.dateOrder = .monthFirst } == ["2013-03-04T00:00:00Z"])
        #expect(try times(["03/03/2013"]) == ["2013-03-03T00:00:00Z"])
    }

    @Test func `one date with two readings among others is a bad line`() throws {
        let reading = try readBehaviors(
            "user,item,action,time\nu,i,click,1\nu,j,click,2\nu,k,click,03/04/2013\n")
        #expect(reading.reasons == [.badTime])
        #expect(reading.sentences.first?.contains("has two readings") == true)
    }

    @Test(arguments: [
        ("%d/%m/%Y %H:%M:%S", "03/04/2013 22:45:07", "2013-04-03T22:45:07Z"),
        ("%m/%d/%y %I:%M %p", "4/3/13 10:45 PM", "2013-04-03T22:45:00Z"),
        ("%Y%m%d", "20130403", "2013-04-03T00:00:00Z"),
        ("%b %e, %Y", "Apr  3, 2013", "2013-04-03T00:00:00Z"),
        ("%Y-%j", "2013-093", "2013-04-03T00:00:00Z"),
        ("%d.%m.%Y %T.%f %z", "3.4.2013 22:45:07.5 +02:00", "2013-04-03T20:45:07.500Z"),
        ("%a %b %d %T %Z %Y", "Wed Apr 03 22:45:07 UTC 2013", "2013-04-03T22:45:07Z"),
        ("%s", "1365029107", "2013-04-03T22:45:07Z"),
    ])
    func `a pattern says how times are spelled`(
        pattern: String, spelling: String, time: String
    ) throws {
        #expect(try times([spelling]) { $0.timePattern = TimePattern(pattern) } == [time])
    }

    @Test(arguments: ["%Q", "%H:%M", "100%", ""])
    func `a pattern without a day is invalid`(pattern: String) {
        #expect(TimePattern(pattern) == nil)
    }

    @Test func `a zone is for times that have none of their own`() throws {
        let spellings = [
            "2024-07-01 12:00:00", "2024-01-01 12:00:00", "2024-01-01 12:00:00Z",
            // The hour that comes twice, and the one that does not come.
            "2024-10-27 02:30:00", "2024-03-31 02:30:00",
        ]
        #expect(
            try times(spellings) { $0.timeZone = LocalZone("Europe/Berlin") } == [
                "2024-07-01T10:00:00Z", "2024-01-01T11:00:00Z", "2024-01-01T12:00:00Z",
                "2024-10-27T00:30:00Z", "2024-03-31T01:30:00Z",
            ])
        #expect(LocalZone("Europe/Atlantis") == nil)
    }

    @Test func `days without a year take the one that is said`() throws {
        #expect(
            try times(["829", "1111"]) { $0.timeYear = 2014 } == [
                "2014-08-29T00:00:00Z", "2014-11-11T00:00:00Z",
            ])
    }

    @Test func `a log without times takes one time, or its order`() throws {
        let text = "user,item,action,n\nu,i,click,1\nu,j,click,2\n"
        let moment = Timestamp(seconds: 1_700_000_000)
        let one = try readBehaviors(text, ImportOptions { $0.defaultTime = moment })
        #expect(one.records.map(\.time) == [moment, moment])
        let ordered = ImportOptions {
            $0.orderBase = moment
            $0.names = ["time": "n"]
        }
        #expect(
            try readBehaviors(text, ordered).records.map(\.time.milliseconds)
                == [1_700_000_001_000, 1_700_000_002_000])
    }
}
