import Foundation
import Interest
import Testing

@testable import Ingest

/// Logs as people have them: each was read wrongly, or not at all, without a word once.
struct AsPeopleHaveItTests {
    @Test func `an event column that repeats is no event id`() throws {
        let text = """
            timestamp,visitorid,event,itemid,transactionid
            1433221332117,257597,view,355908,
            1433221332118,257597,view,355909,
            1433221332119,257598,view,355908,

            """
        let options = ImportOptions {
            $0.names = ["user": "visitorid", "item": "itemid"]
            $0.defaultAction = .browse
        }
        let reading = try readBehaviors(text, options)
        #expect(reading.records.map(\.event) == [nil, nil, nil])
        #expect(reading.records.map(\.action) == [.browse, .browse, .browse])
        #expect(reading.detection?.notes.count == 1)
        var named = options
        named.defaultAction = nil
        named.actionNames = ["view": .browse]
        #expect(
            try readBehaviors(text, named).records.map(\.action) == [.browse, .browse, .browse])
    }

    @Test func `an event key that repeats is no event id, and one that does not is`() throws {
        let lines = (1...2).map { #"{"event":"click","user":"u","item":"i\#($0)","time":1}"# }
        let options = ImportOptions { $0.defaultAction = .click }
        let reading = try readBehaviors(lines.joined(separator: "\n"), options)
        #expect(reading.records.map(\.event) == [nil, nil])
        let ids = lines.map { $0.replacing("click", with: "e-\($0.hashValue)") }
        #expect(
            try readBehaviors(ids.joined(separator: "\n"), options).records
                .allSatisfy { $0.event != nil })
    }

    @Test func `a mapped name that is nowhere is an error that lists the names`() throws {
        let line =
            #"{"userId":"u","event":"click","properties":{"sku":1},"list":[{"id":2}],"time":1}"#
        let error = #expect(throws: ImportError.self) {
            try readBehaviors(line, ImportOptions { $0.names = ["item": "properties.product"] })
        }
        #expect(
            error?.message
                == "memory has no field \"properties.product\" for the item: it has userId, event, "
                + "properties.sku, list[].id, time")
    }

    @Test func `of two names of one field the nearer counts`() throws {
        let item = #"{"id":"p1","name":"Lamp","description":"A lamp that glows","category":"home"}"#
        #expect(try readItems(item).records.first?.title == "Lamp")
        #expect(
            try readItems("id,description,name\np1,A lamp that glows,Lamp\n").records.first?.title
                == "Lamp")
        let behavior =
            #"{"userId":"u1","user":{"name":"x"},"itemId":"i1","action":"click","timestamp":17}"#
        #expect(try readBehaviors(behavior).records.first?.user.text == "u1")
        let both = #"{"time":null,"timestamp":17,"user":"u","item":"i","action":"click"}"#
        #expect(try readBehaviors(both).records.count == 1)
    }

    @Test func `eight digits that are a day are that day`() throws {
        let reading = try readBehaviors(
            "user,item,action,time\nu,i1,click,20191001\nu,i2,click,20191002\n")
        #expect(
            reading.records.map(\.time.description)
                == ["2019-10-01T00:00:00Z", "2019-10-02T00:00:00Z"])
        let json = #"{"user":"u","item":"i","action":"click","time":20191001}"#
        #expect(try readBehaviors(json).records.first?.time.description == "2019-10-01T00:00:00Z")
    }

    @Test func `blanks, marks and words for nothing are no values`() throws {
        let text = """
            \u{FEFF}sep=;
            user; item ;action;value;time
            u ; i;click; 4,5 ;1
            "v" ;"j";click;NULL;2
            w;k;click;\\N;3
            x;NA;click;1;4

            """
        let reading = try readBehaviors(text)
        #expect(
            reading.records == [
                behavior("u", "i", .click, 4.5, at: 1), behavior("v", "j", .click, at: 2),
                behavior("w", "k", .click, at: 3),
            ])
        #expect(reading.reasons == [.missingField])
        #expect(reading.counts.header == 2)
        #expect(reading.isAccounted)
        let bare = ImportOptions {
            $0.nullWords = []
            $0.trims = false
        }
        #expect(
            try readBehaviors("user,item,action,time\n u,NA,click,1\n", bare).records
                == [behavior(" u", "NA", .click, at: 1)])
    }

    @Test func `ids that pandas made fractions of are whole, and it is said once`() throws {
        let text = "user,item,action,time\n17850.0,85123,click,1\n13047.0,84879,click,2\n"
        let reading = try readBehaviors(text)
        #expect(reading.records.map(\.user.text) == ["17850", "13047"])
        #expect(
            reading.detection?.notes
                == ["ids such as 17850.0 are read as whole numbers: 17850"])
        let mixed = "user,item,action,time\n1.0,a,click,1\n1.1,a,click,2\n"
        #expect(try readBehaviors(mixed).records.map(\.user.text) == ["1.0", "1.1"])
        let json = #"{"user":17850.0,"item":"i","action":"click","time":1}"#
        #expect(try readBehaviors(json).records.first?.user.text == "17850")
    }

    @Test func `a quoted line end among the first lines does not hide the format`() throws {
        let text = #"""
            id,title,categories
            1,"two
            lines, and
            three",a|b
            2,plain,c

            """#
        let reading = try readItems(text)
        #expect(reading.records.map(\.title) == ["two\nlines, and\nthree", "plain"])
        let header = "user,\"item\nid\",action,item,time\nu,x,click,i,1\n"
        #expect(
            try readBehaviors(header).records == [behavior("u", "i", .click, at: 1)])
    }

    @Test func `letters of other encodings are read as they are said or seen to be`() throws {
        let text = "id,title\n1,Misérables\n2,Amélie €\n"
        let wide = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        for bytes in [wide, [0xFF, 0xFE] + wide] {
            let options = ImportOptions()
            let reading = items(
                of: try read(.bytes(bytes, name: "memory"), options, ItemShape(options)))
            #expect(reading.records.map(\.title) == ["Misérables", "Amélie €"])
            #expect(reading.detection?.encoding == .utf16LittleEndian)
        }
        let western = Array("id,title\n1,Mis".utf8) + [0xE9] + Array("rables ".utf8) + [0x80, 0x0A]
        let said = ImportOptions { $0.encoding = .windows1252 }
        let reading = items(
            of: try read(.bytes(western, name: "memory"), said, ItemShape(said)))
        #expect(reading.records.first?.title == "Misérables €")
        let unsaid = ImportOptions()
        #expect(
            try read(.bytes(western, name: "memory"), unsaid, ItemShape(unsaid)).reasons
                == [.notUTF8])
    }

    @Test func `equal rows count each where a row is a piece`() throws {
        let text = "user,item,action,time\nu,i,click,2024-01-01\nu,i,click,2024-01-01\n"
        let options = ImportOptions { $0.countsRepeats = true }
        let first = try readBehaviors(text, options).records.map(\.event?.text)
        #expect(first.count == 2 && first[0] == nil && first[1]?.hasSuffix("#2") == true)
        #expect(try readBehaviors(text, options).records.map(\.event?.text) == first)
    }
}
